"""The overlay manifest: what a player needs to draw an episode's moments, in one place."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from commerce.catalogue import queries as catalogue
from commerce.orders import queries as orders
from kit import clock
from kit.db import db
from tagging.episodes import captions
from tagging.episodes.models import Episode
from tagging.linting.models import Sight
from tagging.placements import queries as placements
from tagging.placements.models import Placement
from tagging.publishing.models import Release
from tagging.tracking import path

VERSION = 1


def build(
    episode: Episode,
    release_id: str | None,
    number: int,
    at: datetime,
    token: Callable[[str], str | None] = lambda moment: None,
) -> dict[str, Any]:
    """The manifest of an episode as it is placed now. Without a release it is a preview: no tokens."""
    cut = episode.cut
    timing = cut.timing
    placed = placements.of_cut(cut.id)
    return {
        "version": VERSION,
        "release": release_id,
        "number": number,
        "episode": episode.id,
        "title": episode.title,
        "series": episode.series.title,
        "fps": [timing.num, timing.den],
        "frames": timing.frames,
        "duration_ms": timing.duration_ms,
        "width": cut.width,
        "height": cut.height,
        "published_at": clock.to_ms(at),
        "moments": [_moment(p, episode, token(p.moment_id)) for p in placed],
        "captions": captions.listed(cut),
        "cards": catalogue.cards(p.variant_id for p in placed),
        **_keep_clear(cut.id, [(p.start_frame, p.end_frame) for p in placed]),
    }


def _keep_clear(cut_id: str | None, spans: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Faces and burnt-in lines that chips make room for. Absent where none was found beside a moment."""
    sight = db.session.scalar(select(Sight).where(Sight.cut_id == cut_id, Sight.status == "done"))
    things = [*sight.faces, *sight.texts] if sight else []
    met = [
        {
            "starts_frame": one["start_frame"],
            "ends_frame": one["end_frame"],
            "path": [[key[0], *(round(side, 3) for side in key[1:])] for key in one["keys"]],
        }
        for one in things
        if any(start < one["end_frame"] and one["start_frame"] < end for start, end in spans)
    ]
    return {"keep_clear": met} if met else {}


def _moment(placement: Placement, episode: Episode, token: str | None) -> dict[str, Any]:
    timing = episode.cut.timing
    hidden = path.inside(placement.hidden, placement.start_frame, placement.end_frame)
    made = {
        "id": placement.moment_id,
        # The same for all moments of one placement.
        "placement": placement.belongs_to,
        "token": token,
        "variant": placement.variant_id,
        "product": placement.variant.product_id,
        "starts_ms": timing.ms(placement.start_frame),
        "ends_ms": timing.ms(placement.end_frame),
        "starts_frame": placement.start_frame,
        "ends_frame": placement.end_frame,
        "label": placement.label,
        "action": placement.action,
        "disclosure": placement.disclosure,
        "anchor": placement.anchor,
        "path": placement.keys,
    }
    # Absent where there is none, as in releases from before anything could be hidden.
    return {**made, "hidden": [[timing.ms(a), timing.ms(b)] for a, b in hidden]} if hidden else made


def suppose(manifest: dict[str, Any], stock: str | None) -> None:
    """Cards as they would be with `few` left, or `none`; for previews."""
    for card in manifest["cards"].values():
        if stock is not None:
            card["available"], card["left"] = stock == "few", 1 if stock == "few" else 0


def frozen(manifest: dict[str, Any]) -> str:
    """The bytes that are kept and served for good."""
    return json.dumps(manifest, ensure_ascii=False, separators=(",", ":"))


def etag(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def live(text: str) -> str:
    """A release's manifest with its cards as they are now, and what was found in its film since."""
    manifest = json.loads(text)
    manifest["cards"] = _on_sale(catalogue.cards(manifest["cards"]))
    if "keep_clear" not in manifest:
        # A film is looked through after its shots are known; who publishes sooner needn't publish again.
        cut_id = db.session.scalar(select(Release.cut_id).where(Release.id == manifest["release"]))
        spans = [(one["starts_frame"], one["ends_frame"]) for one in manifest["moments"]]
        manifest |= _keep_clear(cut_id, spans)
    return frozen(manifest)


def _on_sale(cards: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """A piece that somebody else is paying for isn't sold yet: until when it is theirs."""
    gone = [variant for variant, card in cards.items() if not card["available"]]
    held = orders.held_until(gone)
    return {
        variant: {**card, "held_until": clock.to_ms(held[variant])} if variant in held else card
        for variant, card in cards.items()
    }


def shows_the_same(episode: Episode, release: Release) -> bool:
    """Whether publishing now would show viewers nothing new. Prices and stock are live anyway."""
    if not episode.cut.is_read or release.cut_id != episode.cut.id:
        return False
    now = json.loads(frozen(build(episode, release.id, release.number, release.published_at)))
    then = json.loads(release.manifest)
    return _said(now) == _said(then)


def _said(manifest: dict[str, Any]) -> dict[str, Any]:
    # Which moments belong together is nothing a viewer sees, and older releases don't tell it.
    moments = [{**moment, "token": None, "placement": None} for moment in manifest["moments"]]
    # A release from before there were captions has none.
    # What chips make room for is found later than a hasty release is made, and nobody's doing.
    return {"captions": [], **manifest, "moments": moments, "cards": None, "keep_clear": None}
