"""New cuts over HTTP: brought in, looked at, decided on."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from accounts.callers import caller, requires
from kit.db import db, finish_transaction
from tagging.episodes import intake
from tagging.episodes import queries as episodes
from tagging.recut import bringing, confirming, queries
from tagging.recut.schemas import Confirmation, CutQuery, Decision, RecutFound, RecutOut

blueprint = Blueprint("recuts", __name__, url_prefix="/v1", description="A new cut of an episode")

FILM = {"type": "string", "format": "binary", "description": "The new cut: MP4, MOV, MKV or WebM"}


@blueprint.route("/episodes/<episode_id>/cuts", methods=["POST"])
@requires("upload_films")
@blueprint.arguments(CutQuery, location="query")
@blueprint.doc(requestBody={"required": True, "content": {"application/octet-stream": {"schema": FILM}}})
@blueprint.response(201, RecutOut)
def create_cut(wanted: dict[str, Any], episode_id: str) -> dict[str, Any]:
    """Bring a new cut in: the raw body is the file. What is edited and live stays until it is confirmed."""
    workspace_id = caller().workspace_id
    bringing.check(episodes.episode(workspace_id, episode_id))
    request.max_content_length = intake.limits().bytes + 1
    # An upload takes minutes; no transaction may stay open that long.
    finish_transaction()
    intake.hurry(request.environ.get("gunicorn.socket"))
    with intake.received(request.stream, request.content_length) as path:  # type: ignore[arg-type]
        recut = bringing.bring_in(episodes.episode(workspace_id, episode_id), path, wanted["name"])
    return queries.shown(recut)


@blueprint.route("/episodes/<episode_id>/recut", methods=["GET"])
@requires("upload_films")
@blueprint.response(200, RecutFound)
def show_recut(episode_id: str) -> dict[str, Any]:
    """Show the episode's last re-cut, and what becomes of each placement."""
    found = queries.last(episodes.episode(caller().workspace_id, episode_id).id)
    told = {"recut": queries.shown(found) if found else None}
    # What was carried anew for looking at is written down by whoever decides.
    db.session.rollback()
    return told


@blueprint.route("/recuts/<recut_id>/placements/<placement_id>", methods=["PATCH"])
@requires("upload_films")
@blueprint.arguments(Decision)
@blueprint.response(200, RecutOut)
def decide_on_placement(wanted: dict[str, Any], recut_id: str, placement_id: str) -> dict[str, Any]:
    """Carry a placement over, or leave it out."""
    recut = queries.one(caller().workspace_id, recut_id)
    return queries.shown(confirming.decide(recut, placement_id, wanted["left_out"]))


@blueprint.route("/recuts/<recut_id>/confirmation", methods=["POST"])
@requires("upload_films")
@blueprint.arguments(Confirmation)
@blueprint.response(200, RecutOut)
def create_confirmation(wanted: dict[str, Any], recut_id: str) -> dict[str, Any]:
    """Make the new cut the one that is edited. Viewers see it once it is published."""
    recut = queries.one(caller().workspace_id, recut_id)
    return queries.shown(confirming.confirm(recut, wanted["captions"]))


@blueprint.route("/recuts/<recut_id>/abandonment", methods=["POST"])
@requires("upload_films")
@blueprint.response(200, RecutOut)
def create_abandonment(recut_id: str) -> dict[str, Any]:
    """Stay with the cut there is; stops whatever is being done with the new one."""
    return queries.shown(bringing.abandon(queries.one(caller().workspace_id, recut_id)))
