"""An episode's captions over HTTP."""

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint

from accounts.audit.record import record
from accounts.callers import caller, requires
from kit.errors import NotUnderstood
from kit.language import _
from tagging.episodes import captions, queries
from tagging.episodes.models import Caption
from tagging.episodes.schemas import CaptionOut

blueprint = Blueprint("captions", __name__, url_prefix="/v1", description="What is said, in writing")

BODY = {"required": True, "content": {"text/vtt": {"schema": {"type": "string"}}}}


@blueprint.route("/episodes/<episode_id>/captions/<language>")
class EpisodeCaptions(MethodView):
    @requires("upload_films")
    @blueprint.doc(requestBody=BODY)
    @blueprint.response(200, CaptionOut)
    def put(self, episode_id: str, language: str) -> Caption:
        """Keep captions in one language: the raw body is WebVTT. Viewers see them with the next release."""
        request.max_content_length = captions.MOST_BYTES
        episode = queries.episode(caller().workspace_id, episode_id)
        if request.mimetype != "text/vtt":
            raise NotUnderstood(_("Send the captions as WebVTT, with the content type text/vtt."))
        kept = captions.put(episode.cut, language, request.get_data())
        record("keep_captions", "episode", episode.id, subject=episode.title, language=language)
        return kept

    @requires("upload_films")
    @blueprint.response(204)
    def delete(self, episode_id: str, language: str) -> None:
        """Take captions away. Releases that are published keep theirs."""
        episode = queries.episode(caller().workspace_id, episode_id)
        captions.remove(episode.cut, language)
        record("keep_captions", "episode", episode.id, subject=episode.title, language=language)
