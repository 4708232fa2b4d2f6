"""Carry a search out: what is found is written down at once, and offered unless it was decided on before.

A worker killed anywhere leaves what it had found; another one looks again and finds the same rows.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select

from commerce.catalogue.models import Product
from kit import storage
from kit.db import db, transaction
from kit.moves import after
from tagging.episodes import refusals
from tagging.episodes.lease import Lease
from tagging.episodes.models import Cut
from tagging.eyes.bounds import UNASKED
from tagging.eyes.process import Stopped, Unseen, look
from tagging.finding import same
from tagging.finding.models import Finding, Search
from tagging.finding.pinned import is_pinned
from tagging.finding.states import IN_WORK, SEARCH_MOVES
from tagging.keyframes import queries as keyframes
from tagging.placements import geometry
from tagging.placements import queries as placements

log = structlog.get_logger()

EYE = "tagging.finding.eye"
MOST_TRIES = 4
# Below this an editor would rather not be asked.
CONFIDENT = 0.5


def find_products(search_id: str) -> None:
    with Lease(search_id, IN_WORK, Search) as lease:
        if not lease.is_mine:
            return
        begun = _begin(lease)
        if begun is None:
            return
        film, photos, shots = begun
        try:
            with ExitStack() as held:
                there = held.enter_context(storage.store().local(film))
                here = [(name, held.enter_context(storage.store().local(key))) for name, key in photos]
                _find(there, here, shots, lease)
        except Unseen as reason:
            _fail(lease, reason.sentence)
        except Stopped:
            log.info("search.stopped", search=search_id)


def _begin(lease: Lease) -> tuple[str, list[tuple[str, str]], list[tuple[int, int]]] | None:
    with transaction():
        search: Search | None = lease.row()
        if search is None:
            return None
        film = db.session.get_one(Cut, search.cut_id).film
        search.tries += 1
        if search.tries > MOST_TRIES or film is None:
            search.status, search.why = after(SEARCH_MOVES, search.status, "fail"), refusals.NOT_SEARCHED
            return None
        search.status, search.progress = after(SEARCH_MOVES, search.status, "begin"), 0.0
        wanted = select(Product).where(Product.id.in_(search.products), Product.retired_at.is_(None))
        photos = [(p.id, p.picture) for p in db.session.scalars(wanted.order_by(Product.id)) if p.picture]
        shots = [(shot.start_frame, shot.end_frame) for shot in keyframes.shots(search.cut_id)]
    return film, [(name, key) for name, key in photos if storage.store().exists(key)], shots


def _find(there: Path, photos: list[tuple[str, Path]], shots: list[tuple[int, int]], lease: Lease) -> None:
    def keep(one: dict[str, Any]) -> None:
        with transaction():
            search: Search | None = lease.row()
            if search is None:
                raise Stopped
            keep_one(search, one)

    work = {
        "path": str(there.absolute()),
        "photos": [(name, str(photo.absolute())) for name, photo in photos],
        "shots": shots,
    }
    answer = look(EYE, work, UNASKED, lease.note, keep, lease.keeps_going)
    with transaction():
        search: Search | None = lease.row()
        if search is None:
            raise Stopped
        _settle(search, answer["found"])
        search.status, search.progress = after(SEARCH_MOVES, search.status, "finish"), 1.0
        if answer["left_out"]:
            search.why = refusals.PICTURES_LEFT_OUT % {"count": answer["left_out"]}
    log.info("search.done", search=lease.row_id, found=len(answer["found"]))


def _settle(search: Search, found: list[dict[str, Any]]) -> None:
    """What this search had to say takes the place of all that was still open of its products."""
    kept = {row.id for one in found if (row := keep_one(search, one))}
    for row in _open(search):
        if row.id not in kept:
            db.session.delete(row)


def keep_one(search: Search, one: dict[str, Any]) -> Finding | None:
    """Offer it, unless it is nothing new to whoever decides."""
    try:
        box = geometry.clip(one["box"])
    except geometry.Misfit:
        return None
    if one["confidence"] < CONFIDENT or one["name"] not in search.products:
        return None
    span = one["start_frame"], one["end_frame"]
    if any(is_pinned(p, one["name"], one["at_frame"], span, box) for p in placements.of_cut(search.cut_id)):
        return None
    alike = [
        row
        for row in db.session.scalars(
            select(Finding).where(Finding.cut_id == search.cut_id, Finding.product_id == one["name"])
        )
        if same.is_same_time((row.start_frame, row.end_frame), span) and same.is_same_place(row.box, box)
    ]
    if any(row.state != "open" for row in alike):
        return None
    row = alike[0] if alike else Finding(workspace_id=search.workspace_id, episode_id=search.episode_id)
    row.cut_id, row.search_id, row.product_id, row.status = search.cut_id, search.id, one["name"], "open"
    row.start_frame, row.end_frame = span
    row.at_frame, row.box, row.confidence = one["at_frame"], box, one["confidence"]
    db.session.add(row)
    db.session.flush()
    return row


def _open(search: Search) -> list[Finding]:
    wanted = select(Finding).where(
        Finding.cut_id == search.cut_id, Finding.product_id.in_(search.products), Finding.status == "open"
    )
    return list(db.session.scalars(wanted))


def _fail(lease: Lease, sentence: str) -> None:
    with transaction():
        search: Search | None = lease.row()
        if search is not None:
            search.status, search.why = after(SEARCH_MOVES, search.status, "fail"), sentence
    log.info("search.failed", search=lease.row_id, why=sentence)
