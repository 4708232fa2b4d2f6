"""A draft tag becomes a placement, in one transaction."""

from typing import Any

from accounts.callers import Caller
from commerce.catalogue.models import Variant
from kit import clock
from kit.db import db
from kit.errors import Conflict
from kit.language import _
from tagging.episodes import queries as episodes
from tagging.history.models import STUDIO
from tagging.history.record import About, Step, tell
from tagging.notes.models import Note, wish_of
from tagging.placements.models import Placement
from tagging.placements.place import place


def become(me: Caller, note: Note, wanted: dict[str, Any]) -> Placement:
    """Pin a product where the tag is, unless another span is named; the tag says what it became."""
    if note.kind != "tag":
        raise Conflict(_("Only a draft tag becomes a moment."))
    if note.placement_id is not None:
        raise Conflict(_("This tag is a moment already. Load the page again to see it."))
    episode = episodes.episode(me.workspace_id, note.episode_id)
    if episode.cut.id != note.cut_id:
        raise Conflict(_("This note is on an earlier cut of the film. Write it again on this one."))
    span = {"start_frame": note.start_frame, "end_frame": note.end_frame}
    placement = place(episode, {**span, **_wished(note, wanted["variant"]), **wanted}, me.own_brand_id)
    note.placement_id, note.resolved_by = placement.id, me.name
    note.resolved_at = note.changed_at = clock.now()
    db.session.flush()
    about = About("note", note.id, "tag", note.workspace_id, note.episode_id, note.cut_id, STUDIO)
    tell("become", about, Step(after={"at": note.start_frame}))
    return placement


def _wished(note: Note, variant_id: str) -> dict[str, Any]:
    """What a file said of the product that the tag names; of another one it would be untrue."""
    wish = {name: told for name, told in wish_of(note).items() if name != "variant"}
    found = db.session.get(Variant, variant_id)
    return wish if found is not None and found.product_id in note.products else {}
