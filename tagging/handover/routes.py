"""Handing markers in and out over HTTP."""

import re
from fractions import Fraction
from io import BytesIO
from typing import Any

from flask import Response, request, send_file
from flask.views import MethodView
from flask_smorest import Blueprint

from accounts.callers import caller, requires
from kit.errors import Conflict, NotUnderstood
from kit.language import _
from tagging.episodes import queries as episodes
from tagging.episodes.models import Episode
from tagging.handover import guard, hand_out, timecode
from tagging.handover.plan import OUTCOMES, Row, plan
from tagging.handover.read import read
from tagging.handover.schemas import InQuery, OutQuery, TakenIn, WithdrawalIn, Withdrawn
from tagging.handover.take_in import take_in
from tagging.handover.withdraw import withdraw
from tagging.handover.write import FORMATS, write

blueprint = Blueprint("handover", __name__, url_prefix="/v1", description="Markers of edit suites")

# Where programmes begin in most suites.
START = "01:00:00:00"
FILE = {"type": "string", "format": "binary", "description": "OTIO, FCP XML (xmeml) or an EDL, 5 MB at most"}
BODY = {"required": True, "content": {"application/octet-stream": {"schema": FILE}}}
GIVEN = {
    200: {
        "description": "The file",
        "content": {
            kind.partition(";")[0]: {"schema": {"type": "object" if end == "otio" else "string"}}
            for end, kind in FORMATS.values()
        },
    }
}


@blueprint.route("/episodes/<episode_id>/markers")
class Markers(MethodView):
    @requires("see_studio")
    @blueprint.arguments(OutQuery, location="query")
    @blueprint.doc(responses=GIVEN)
    def get(self, wanted: dict[str, Any], episode_id: str) -> Response:
        """Hand out what is placed and written, as a file that edit suites read."""
        me = caller()
        episode = _read(episodes.episode(me.workspace_id, episode_id))
        film = hand_out.film_of(episode)
        start = _frame(wanted["start"] or START, film.rate)
        text = write(film, hand_out.marks_of(me, episode), wanted["format"], start)
        ending, kind = FORMATS[wanted["format"]]
        name = re.sub(r"[^\w .-]+", "_", episode.title).strip(" .") or "episode"
        file = send_file(
            BytesIO(text.encode()), kind, as_attachment=True, download_name=f"{name} markers.{ending}"
        )
        file.headers["Cache-Control"] = "no-store"
        return file

    @requires("place_products")
    @blueprint.arguments(InQuery, location="query")
    @blueprint.doc(requestBody=BODY)
    @blueprint.response(200, TakenIn)
    def post(self, wanted: dict[str, Any], episode_id: str) -> dict[str, Any]:
        """Take markers in as draft tags: the raw body is the file. Ours are known again and not doubled."""
        request.max_content_length = guard.MOST_BYTES
        me = caller()
        episode = _read(episodes.episode(me.workspace_id, episode_id))
        rate = hand_out.rate_of(episode.cut)
        start = _frame(wanted["start"], rate) if wanted["start"] else None
        marks = read(request.get_data(), rate, start)
        if wanted["dry"]:
            return _told(plan(me, episode, marks), is_dry=True)
        return _told(take_in(me, episode, marks, wanted["name"]), is_dry=False)


@blueprint.route("/episodes/<episode_id>/markers/withdrawal", methods=["POST"])
@requires("place_products")
@blueprint.arguments(WithdrawalIn)
@blueprint.response(200, Withdrawn)
def create_withdrawal(wanted: dict[str, Any], episode_id: str) -> dict[str, Any]:
    """Take notes back that a file brought. Those that were placed since, or that others answered, stay."""
    me = caller()
    return {"notes": withdraw(me, episodes.episode(me.workspace_id, episode_id), wanted["notes"])}


def _told(rows: list[Row], is_dry: bool) -> dict[str, Any]:
    counts = {outcome: sum(row.outcome == outcome for row in rows) for outcome in OUTCOMES}
    return {"dry": is_dry, **counts, "items": rows}


def _read(episode: Episode) -> Episode:
    if not episode.cut.is_read:
        raise Conflict(_("This film is still being read. Hand markers in and out when it is ready."))
    return episode


def _frame(code: str, rate: Fraction) -> int:
    try:
        return timecode.frame_of(code, rate)
    except timecode.NoTimecode as error:
        raise NotUnderstood(_("“%(code)s” is no timecode of this rate.", code=code)) from error
