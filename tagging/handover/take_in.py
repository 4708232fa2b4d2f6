"""Take a file's marks in: draft tags for what is new, changes for what was changed in the suite."""

import json
from collections.abc import Sequence
from typing import Any

from accounts.audit.record import record
from accounts.callers import Caller
from commerce.catalogue.models import Product
from kit.db import db
from tagging.episodes.models import Episode
from tagging.handover.back import bring_back
from tagging.handover.carried import said_of
from tagging.handover.marks import TEXT_MOST, Mark
from tagging.handover.plan import Row, plan, said
from tagging.handover.shelf import Shelf
from tagging.history.record import About, Step, tell
from tagging.notes import write
from tagging.notes.models import COLOURS, Note
from tagging.notes.rights import SPOKEN
from tagging.placements import place
from tagging.placements.models import Placement

# Of what a person reads later that it was done.
KEPT = ("new", "back", "changed")
LABEL_MOST = 150
REPLIES_MOST = 100
# A placement's path goes with its tag into another house; a whole project doesn't.
DATA_MOST = 300_000


def take_in(me: Caller, episode: Episode, marks: Sequence[Mark], name: str) -> list[Row]:
    """In one transaction: all of it or nothing. The same file again changes nothing."""
    # One after the other: two at once would both find the same marks new.
    db.session.refresh(episode, with_for_update=True)
    rows = plan(me, episode, marks)
    back = [row for row in rows if row.back is not None]
    placed = bring_back(me, episode, [row.back for row in back if row.back is not None])
    for row, placement in zip(back, placed, strict=True):
        row.there = placement
    new = [row for row in rows if row.outcome == "new"]
    write.check_room(episode.cut.id, len(new))
    shelf = Shelf(me, [row.mark for row in new])
    for row in new:
        row.there = _note(me, episode, row, name, shelf)
    db.session.flush()
    for row in new:
        _answers(me, row)
    for row in rows:
        if row.changes:
            _change(me, row)
    _point_again(rows)
    counts = {outcome: sum(row.outcome == outcome for row in rows) for outcome in KEPT}
    if any(counts.values()):
        about = About("episode", episode.id, episode.title, me.workspace_id, episode.id, episode.cut.id)
        tell("take_in", about, Step(after=counts))
        what: dict[str, Any] = {"subject": episode.title, "workspace_id": me.workspace_id, "file": name}
        what |= counts
        record("take_markers_in", "episode", episode.id, **what)
    db.session.flush()
    return rows


def _note(me: Caller, episode: Episode, row: Row, name: str, shelf: Shelf) -> Note:
    mark, frames = row.mark, episode.cut.timing.frames
    data = mark.data or {}
    note = Note(workspace_id=me.workspace_id, episode_id=episode.id, cut_id=episode.cut.id, kind=row.kind)
    note.organisation_id = me.organisation_id
    note.person_id, note.key_id, note.author = me.person_id, me.key_id, me.name
    note.start_frame, note.end_frame = mark.start, min(mark.end, frames)
    note.text, note.colour = said(mark), data.get("colour", mark.colour)
    if note.colour not in COLOURS:
        note.colour = None
    note.products = shelf.named_by(mark)
    note.source_key = row.key
    was = {"start_frame": mark.start, "end_frame": note.end_frame, "text": note.text, "colour": mark.colour}
    kept = {"data": data} if len(json.dumps(data)) <= DATA_MOST else {}
    note.source = {
        "from": name,
        "was": was,
        "more": mark.more,
        "wish": _wish(mark, note.products, shelf),
        **kept,
    }
    db.session.add(note)
    return note


def _wish(mark: Mark, products: list[str], shelf: Shelf) -> dict[str, Any]:
    """What the placement is to be that a person makes of the tag, unless they say something else."""
    if not products:
        return {}
    said = said_of(mark)
    title = db.session.get_one(Product, products[0]).title
    if mark.name and mark.name.lower() != title.lower():
        said["label"] = mark.name[:LABEL_MOST]
    variant = (mark.data or {}).get("variant")
    return {**said, "variant": variant} if shelf.of_variant.get(str(variant)) == products[0] else said


def _answers(me: Caller, row: Row) -> None:
    """What was answered elsewhere, by whom: said by who takes it in, for a file may claim anything."""
    root, told = row.there, (row.mark.data or {}).get("replies")
    if not isinstance(root, Note) or not isinstance(told, list):
        return
    for one in [each for each in told if isinstance(each, dict)][:REPLIES_MOST]:
        text = f"{one.get('author')}: {one.get('text')}"[:TEXT_MOST]
        reply = Note(workspace_id=root.workspace_id, episode_id=root.episode_id, cut_id=root.cut_id)
        reply.parent_id, reply.kind, reply.text = root.id, SPOKEN, text
        reply.start_frame, reply.end_frame, reply.products = root.start_frame, root.end_frame, []
        reply.organisation_id, reply.author = me.organisation_id, me.name
        reply.person_id, reply.key_id = me.person_id, me.key_id
        db.session.add(reply)


def _point_again(rows: Sequence[Row]) -> None:
    """What a note was about, or a tag had become, and is there again."""
    back = {row.back.named: row.there for row in rows if row.back is not None}
    for row in rows:
        placement = back.get(str((row.mark.data or {}).get("placement")))
        if isinstance(row.there, Note) and row.there.placement_id is None and placement is not None:
            row.there.placement_id = placement.id


def _change(me: Caller, row: Row) -> None:
    assert row.there is not None
    wanted: dict[str, Any] = {"version": row.there.version, **row.changes}
    if isinstance(row.there, Placement):
        place.change(me.workspace_id, row.there.id, wanted, me.own_brand_id)
        return
    if row.there.source is not None:
        was = {**row.there.source.get("was", {}), **row.changes}
        row.there.source = {**row.there.source, "was": was}
        db.session.flush()
        wanted["version"] = row.there.version
    write.change(me, row.there, wanted)
