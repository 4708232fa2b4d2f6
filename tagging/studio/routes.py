"""The studio over HTTP: films in, episodes and products to work with."""

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint

from accounts.audit.record import record
from accounts.callers import caller, requires
from commerce.catalogue import queries as catalogue
from kit import clock
from kit.db import db, finish_transaction
from tagging.episodes import intake
from tagging.episodes import queries as episodes
from tagging.episodes.models import Series
from tagging.keyframes import split
from tagging.publishing import manifest
from tagging.publishing.manifest_schema import MANIFEST
from tagging.studio import queries
from tagging.studio.schemas import (
    EpisodeChange,
    EpisodeList,
    EpisodeOut,
    PreviewQuery,
    ProductList,
    UploadQuery,
)

blueprint = Blueprint("studio", __name__, url_prefix="/v1", description="The editor's desk")

DEFAULT_SERIES = "First series"
FILM = {"type": "string", "format": "binary", "description": "The film: MP4, MOV, MKV or WebM"}
SHOWN = {"description": "As it would be published now", "content": {"application/json": {"schema": MANIFEST}}}


@blueprint.post("/uploads")
@requires("upload_films")
@blueprint.arguments(UploadQuery, location="query")
@blueprint.doc(requestBody={"required": True, "content": {"application/octet-stream": {"schema": FILM}}})
@blueprint.response(201, EpisodeOut)
def create_upload(wanted: dict[str, Any]) -> dict[str, Any]:
    """Bring a film in: the raw body is the file. Answers when it is received and looks like a film."""
    workspace_id = caller().workspace_id
    series_id = intake.series_of(workspace_id, wanted["series"]).id if wanted["series"] else None
    request.max_content_length = intake.limits().bytes + 1
    # An upload takes minutes; no transaction may stay open that long.
    finish_transaction()
    intake.hurry(request.environ.get("gunicorn.socket"))
    with intake.received(request.stream, request.content_length) as path:  # type: ignore[arg-type]
        series = _series(workspace_id, series_id, wanted["series_title"])
        episode = intake.bring_in(workspace_id, path, wanted["name"], series, wanted["title"])
    return queries.shown(episode)


def _series(workspace_id: str, series_id: str | None, title: str | None) -> Series:
    if series_id:
        return intake.series_of(workspace_id, series_id)
    return intake.series_named(workspace_id, title or DEFAULT_SERIES)


@blueprint.get("/episodes")
@requires("see_studio")
@blueprint.response(200, EpisodeList)
def list_episodes() -> dict[str, Any]:
    """List the workspace's episodes."""
    return {"items": queries.listed(episodes.list_episodes(caller().workspace_id))}


@blueprint.route("/episodes/<episode_id>")
class OneEpisode(MethodView):
    @requires("see_studio")
    @blueprint.response(200, EpisodeOut)
    def get(self, episode_id: str) -> dict[str, Any]:
        """Show an episode: its cut, the reading's progress, shots, keyframes and releases."""
        return queries.shown(episodes.episode(caller().workspace_id, episode_id))

    @requires("upload_films")
    @blueprint.arguments(EpisodeChange)
    @blueprint.response(200, EpisodeOut)
    def patch(self, wanted: dict[str, Any], episode_id: str) -> dict[str, Any]:
        """Rename or renumber an episode."""
        episode = episodes.episode(caller().workspace_id, episode_id)
        for name, value in wanted.items():
            setattr(episode, name, value)
        db.session.flush()
        record("change_episode", "episode", episode.id, subject=episode.title, fields=sorted(wanted))
        return queries.shown(episode)

    @requires("upload_films")
    @blueprint.response(204)
    def delete(self, episode_id: str) -> None:
        """Take an episode and its files away. Releases and sales stay on record."""
        intake.remove(episodes.episode(caller().workspace_id, episode_id))


@blueprint.post("/episodes/<episode_id>/reading/cancellation")
@requires("upload_films")
@blueprint.response(202, EpisodeOut)
def create_reading_cancellation(episode_id: str) -> dict[str, Any]:
    """Look no further for shots. Those found so far stay."""
    episode = episodes.episode(caller().workspace_id, episode_id)
    split.stop(episode)
    return queries.shown(episode)


@blueprint.post("/episodes/<episode_id>/shots")
@requires("upload_films")
@blueprint.response(202, EpisodeOut)
def create_shots(episode_id: str) -> dict[str, Any]:
    """Look for shots again. Those there are stay until the first new ones come."""
    episode = episodes.episode(caller().workspace_id, episode_id)
    split.look_again(episode)
    return queries.shown(episode)


@blueprint.get("/episodes/<episode_id>/preview")
@blueprint.arguments(PreviewQuery, location="query")
@blueprint.doc(responses={200: SHOWN})
@requires("see_studio")
def preview_episode(wanted: dict[str, Any], episode_id: str) -> Response:
    """The manifest as it would be published now, with the stock that is asked for: the player draws it."""
    episode = episodes.episode(caller().workspace_id, episode_id)
    episode_manifest = manifest.build(episode, None, 0, clock.now())
    manifest.suppose(episode_manifest, wanted["stock"])
    return Response(
        manifest.frozen(episode_manifest),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


@blueprint.get("/products")
@requires("see_studio")
@blueprint.response(200, ProductList)
def list_products() -> dict[str, Any]:
    """List the products that can be placed."""
    return {"items": catalogue.list_products(caller().workspace_id, caller().own_brand_id)}
