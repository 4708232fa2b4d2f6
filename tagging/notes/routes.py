"""Notes over HTTP."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from accounts.callers import caller, requires
from tagging.episodes import queries as episodes
from tagging.notes import become, colleagues, queries, shown, write
from tagging.notes.schemas import (
    ColleagueList,
    MentionList,
    NoteChange,
    NoteIn,
    NoteList,
    NoteOut,
    NotesQuery,
    NoteThread,
    TagPlacementIn,
)
from tagging.placements.models import Placement
from tagging.placements.schemas import PlacementOut

blueprint = Blueprint("notes", __name__, url_prefix="/v1", description="What people write on a film")


@blueprint.route("/episodes/<episode_id>/notes")
class Notes(MethodView):
    @requires("see_studio")
    @blueprint.arguments(NotesQuery, location="query")
    @blueprint.response(200, NoteList)
    def get(self, wanted: dict[str, Any], episode_id: str) -> dict[str, Any]:
        """List notes. A brand's people read threads that theirs began, and those that mention one of them."""
        me = caller()
        return shown.listed(me, episodes.episode(me.workspace_id, episode_id), wanted["since"])

    @requires("place_products")
    @blueprint.arguments(NoteIn)
    @blueprint.response(201, NoteOut)
    def post(self, wanted: dict[str, Any], episode_id: str) -> dict[str, Any]:
        """Write a note on a frame or a span, or answer one."""
        me = caller()
        episode = episodes.episode(me.workspace_id, episode_id)
        return shown.shown(me, write.write(me, episode, wanted))


@blueprint.route("/notes/<note_id>")
class OneNote(MethodView):
    @requires("see_studio")
    @blueprint.response(200, NoteThread)
    def get(self, note_id: str) -> dict[str, Any]:
        """Read one note and its replies, also where it stayed with a former cut."""
        me = caller()
        return shown.thread(me, queries.note(me.workspace_id, note_id, me.own_brand_id))

    @requires("place_products")
    @blueprint.arguments(NoteChange)
    @blueprint.response(200, NoteOut)
    def patch(self, wanted: dict[str, Any], note_id: str) -> dict[str, Any]:
        """Change a note. A stale `version` is refused with 409 and theirs beside it."""
        me = caller()
        note = queries.note(me.workspace_id, note_id, me.own_brand_id)
        return shown.shown(me, write.change(me, note, wanted))

    @requires("place_products")
    @blueprint.response(204)
    def delete(self, note_id: str) -> None:
        """Delete a note and the replies to it: a comment's author may, and who keeps the people."""
        me = caller()
        write.remove(me, queries.note(me.workspace_id, note_id, me.own_brand_id))


@blueprint.route("/notes/<note_id>/resolution")
class Resolutions(MethodView):
    @requires("place_products")
    @blueprint.response(200, NoteOut)
    def post(self, note_id: str) -> dict[str, Any]:
        """Say that it is dealt with."""
        me = caller()
        note = queries.note(me.workspace_id, note_id, me.own_brand_id)
        return shown.shown(me, write.resolve(me, note))

    @requires("place_products")
    @blueprint.response(200, NoteOut)
    def delete(self, note_id: str) -> dict[str, Any]:
        """Say that it is not dealt with after all."""
        me = caller()
        note = queries.note(me.workspace_id, note_id, me.own_brand_id)
        return shown.shown(me, write.resolve(me, note, is_done=False))


@blueprint.route("/notes/<note_id>/placement", methods=["POST"])
@requires("place_products")
@blueprint.arguments(TagPlacementIn)
@blueprint.response(201, PlacementOut)
def create_placement_of_note(wanted: dict[str, Any], note_id: str) -> Placement:
    """Make a draft tag a placement: a variant and a box, on the tag's frames unless others are named."""
    me = caller()
    return become.become(me, queries.note(me.workspace_id, note_id, me.own_brand_id), wanted)


@blueprint.route("/colleagues", methods=["GET"])
@requires("see_studio")
@blueprint.response(200, ColleagueList)
def list_colleagues() -> dict[str, Any]:
    """List the people who can be mentioned."""
    return {"items": colleagues.colleagues(caller())}


@blueprint.route("/mentions", methods=["GET"])
@requires("see_studio")
@blueprint.response(200, MentionList)
def list_mentions() -> dict[str, Any]:
    """List where the person who asks is mentioned, and how much of it they have not seen."""
    return shown.mentions(caller())


@blueprint.route("/episodes/<episode_id>/mentions/reading", methods=["POST"])
@requires("see_studio")
@blueprint.response(204)
def create_mentions_reading(episode_id: str) -> None:
    """The person who asks has seen what mentions them in the episode."""
    me = caller()
    shown.read(me, episodes.episode(me.workspace_id, episode_id).id)
