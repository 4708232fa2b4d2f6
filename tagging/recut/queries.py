"""Reads of re-cuts. Another workspace's is not found."""

from typing import Any

from sqlalchemy import select

from kit import storage
from kit.db import db
from kit.errors import NotFound
from kit.language import _
from tagging.episodes import refusals
from tagging.episodes.models import Cut, Episode
from tagging.recut import notes
from tagging.recut.models import CarriedRow, Recut
from tagging.recut.renewing import renew
from tagging.recut.states import OPEN
from tagging.recut.stretch import heard
from tagging.tracking import path


def one(workspace_id: str, recut_id: str) -> Recut:
    """One re-cut, locked: a worker may be writing it, or two people may decide at once."""
    found = db.session.get(Recut, recut_id, with_for_update=True, populate_existing=True)
    if found is None or found.workspace_id != workspace_id:
        raise NotFound(_("There is no such re-cut. Its episode may have been deleted."))
    return found


def waiting(episode_id: str) -> list[Recut]:
    wanted = select(Recut).where(Recut.episode_id == episode_id, Recut.status.in_(OPEN))
    return list(db.session.scalars(wanted.with_for_update()))


def last(episode_id: str) -> Recut | None:
    """The newest that wasn't abandoned."""
    wanted = select(Recut).where(Recut.episode_id == episode_id, Recut.status != "abandoned")
    return db.session.scalar(wanted.order_by(Recut.made_at.desc(), Recut.id.desc()).limit(1))


def shown(recut: Recut) -> dict[str, Any]:
    """All of it as the page needs it. What changed since it was matched is shown as it would be now."""
    new = db.session.get(Cut, recut.cut_id) if recut.cut_id else None
    old = db.session.get_one(Cut, recut.from_cut_id)
    rows = renew(recut) if recut.status == "ready" else recut.carried
    rows = sorted(rows, key=lambda row: (row.old_frame, row.placement_id))
    is_told = recut.status in ("ready", "confirmed") and new is not None
    return {
        "id": recut.id,
        "episode": recut.episode_id,
        "status": recut.status,
        "source_name": recut.source_name,
        "step": new.step if new and recut.status == "waiting" else recut.status,
        "progress": round(new.progress if new and recut.status == "waiting" else recut.progress, 3),
        "why": recut.why and refusals.said(recut.why),
        "has_captions": bool(old.captions),
        "old": _cut(old),
        "new": _cut(new) if new else None,
        "placements": [_row(row, recut, old, new) for row in rows] if is_told and new else [],
        "notes_left": _left(recut, old, new) if is_told and new else [],
    }


def _left(recut: Recut, old: Cut, new: Cut) -> list[dict[str, Any]]:
    return [
        {"start_ms": old.timing.ms(note.start_frame), "text": note.text, "author": note.author}
        for note in notes.staying(old, new, heard(recut.runs or []))
    ]


def _cut(cut: Cut) -> dict[str, Any] | None:
    if not cut.is_read:
        return None
    timing = cut.timing
    return {
        "id": cut.id,
        "source_name": cut.source_name,
        "width": cut.width,
        "height": cut.height,
        "duration_ms": timing.duration_ms,
        "poster": storage.address(cut.poster),
    }


def _row(row: CarriedRow, recut: Recut, old: Cut, new: Cut) -> dict[str, Any]:
    placement = row.placement
    # Once confirmed the placement itself lies in the new cut.
    was = {"span": [placement.start_frame, placement.end_frame], "keys": placement.keys}
    if recut.status == "confirmed":
        was = row.was or was
    return {
        "placement": placement.id,
        "label": placement.label,
        "product": placement.variant.product.title,
        "image": placement.variant.product.image,
        "status": row.status,
        "left_out": row.is_left_out,
        "renewed": row.is_renewed,
        "share": round(row.share, 3),
        "sure": round(row.sure, 3),
        "old": {
            "starts_ms": old.timing.ms(was["span"][0]),
            "ends_ms": old.timing.ms(was["span"][1]),
            **_side(recut, "old", old, row.old_frame, was["keys"]),
        },
        "new": [
            {
                "starts_ms": new.timing.ms(part["start"]),
                "ends_ms": new.timing.ms(part["end"]),
            }
            for part in row.parts
        ],
        "shown": None
        if row.new_frame is None
        else _side(recut, "new", new, row.new_frame, _keys_at(row, row.new_frame)),
    }


def _side(recut: Recut, name: str, cut: Cut, frame: int, keys: list[list[Any]]) -> dict[str, Any]:
    """A picture of one cut with the box on it; from the sprite where none of that frame was taken."""
    is_taken = frame in recut.stills.get(name, [])
    plan = cut.sprite_plan or {}
    number = min(frame // plan["every_frames"], plan["count"] - 1) if plan else 0
    return {
        "frame": frame,
        "ms": cut.timing.ms(frame),
        "box": [round(side, 5) for side in path.box_at(keys, frame)] if keys else None,
        "picture": storage.address(f"films/{recut.cut_id}/recut-{name}-{frame:06d}.jpg")
        if is_taken
        else None,
        "cell": {
            "image": storage.address(cut.sprite),
            "columns": plan["columns"],
            "rows": plan["rows"],
            "column": number % plan["columns"],
            "row": number // plan["columns"],
        }
        if plan and not is_taken
        else None,
    }


def _keys_at(row: CarriedRow, frame: int) -> list[list[Any]]:
    return next((part["keys"] for part in row.parts if part["start"] <= frame < part["end"]), [])


def episode_of(recut: Recut) -> Episode:
    """Its episode, locked: which cut is the current one must not change meanwhile."""
    return db.session.get_one(Episode, recut.episode_id, with_for_update=True, populate_existing=True)
