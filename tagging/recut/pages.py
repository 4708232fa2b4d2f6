"""The page on which a person decides about a new cut."""

from flask import Blueprint, render_template

from accounts.callers import caller, requires
from tagging.episodes import intake
from tagging.episodes import queries as episodes

blueprint = Blueprint("recut_pages", __name__, url_prefix="/studio")


@blueprint.get("/<episode_id>/recut")
@requires("upload_films")
def show_recut(episode_id: str) -> str:
    episode = episodes.episode(caller().workspace_id, episode_id)
    limits = intake.limits()
    return render_template(
        "studio/recut.html",
        episode=episode,
        is_live=episode.live_release_id is not None,
        limits={"bytes": limits.bytes, "megabytes": limits.bytes // 1_000_000},
    )
