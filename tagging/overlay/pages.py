"""Where people watch, and the front page that leads there."""

import json
from typing import Any

from flask import Blueprint, Response, current_app, render_template
from flask_babel import get_locale

from accounts.founding import is_founded
from kit import storage
from kit.db import db
from kit.errors import NotFound
from kit.money import Money
from tagging.episodes import queries as episodes
from tagging.episodes.models import Cut, Episode
from tagging.overlay import here
from tagging.overlay.formats import schema_org
from tagging.overlay.formats.inert import inert
from tagging.packaging import queries as packages
from tagging.publishing import manifest, queries
from tagging.publishing.models import Release

blueprint = Blueprint("front", __name__)

# Frames a second of the films in static/player/sync, which tools/barcode.py draws.
SYNC_RATES = {"30": (30, 1), "25": (25, 1), "23.976": (24000, 1001)}


@blueprint.get("/")
def show_front() -> str:
    settings = current_app.config["VITRINE"]
    return render_template(
        "front.html",
        episodes=published(),
        is_founded=is_founded(),
        is_demo=settings.is_demo,
        sandbox_url=settings.stripe_api_base if settings.is_demo else None,
        # On the drawn chip of the first door.
        coat_price=Money(18900, "EUR").shown(str(get_locale())),
    )


@blueprint.get("/favicon.ico")
def show_icon() -> Response:
    """For pages that name no icon of their own: the API's."""
    return current_app.send_static_file("mark.svg")


@blueprint.get("/watch/<episode_id>")
def show_watch(episode_id: str) -> str:
    """The film with its moments. `channel` in the address says whose page it is."""
    episode, release = queries.live(episode_id)
    channel = here.channel()
    suffix = f"?channel={channel}" if channel else ""
    siblings = episodes.live_episodes(episode.series_id)
    after = [e for e in siblings if e.number > episode.number]
    # Cards as they are while the page is made: crawlers compare its prices with the shop's.
    now = manifest.live(release.manifest)
    return render_template(
        "watch/watch.html",
        episode={
            "id": episode.id,
            "title": episode.title,
            "number": episode.number,
            "series_title": episode.series.title,
        },
        film_url=storage.address(release.film),
        poster_url=_cut(episode, release).poster_url,
        hls_url=f"/v1/episodes/{episode.id}/film.m3u8{suffix}"
        if packages.renditions(release.cut_id)
        else None,
        manifest_url=f"/v1/episodes/{episode.id}/overlay{suffix}",
        next_url=f"/watch/{after[0].id}{suffix}" if after else None,
        next_film_url=_film_url(after[0]) if after else None,
        episodes=[{**_listed(e, suffix), "current": e.id == episode.id} for e in siblings],
        direction=_direction(),
        about=inert(schema_org.film(json.loads(now), here.places(episode, release))),
    )


@blueprint.get("/embed/<episode_id>")
def show_embed(episode_id: str) -> str:
    """The film with its moments, for a frame in anybody's page; `origin` in the address may speak with it."""
    episode, release = queries.live(episode_id)
    channel = here.channel()
    suffix = f"?channel={channel}" if channel else ""
    return render_template(
        "watch/embed.html",
        episode=episode.id,
        title=episode.title,
        film_url=storage.address(release.film),
        poster_url=_cut(episode, release).poster_url,
        manifest_url=f"/v1/episodes/{episode.id}/overlay{suffix}",
        direction=_direction(),
    )


@blueprint.get("/dev/sync")
def show_sync() -> str:
    """Whether this device shows the overlay on the right frame, by a film of numbered pictures."""
    return render_template("watch/sync.html", rates=SYNC_RATES, direction=_direction())


@blueprint.get("/card/<episode_id>/<moment_id>")
def show_card(episode_id: str, moment_id: str) -> str:
    """One moment's product, for a frame in somebody's player: what our ads show, by SIMID."""
    episode, release = queries.live(episode_id)
    now = json.loads(manifest.live(release.manifest))
    moment = next((one for one in now["moments"] if one["id"] == moment_id), None)
    card = now["cards"].get(moment["variant"]) if moment else None
    if moment is None or card is None:
        raise NotFound(queries.NOT_PUBLISHED)
    return render_template(
        "watch/card.html",
        episode=episode.id,
        release=release.id,
        moment=moment,
        card=card,
        price=Money(card["amount"], card["currency"]).shown(str(get_locale())),
        watch_url=here.places(episode, release).watch(now, moment["starts_ms"]),
        channel=here.channel(),
        direction=_direction(),
    )


def published() -> list[dict[str, Any]]:
    """What anybody may watch, as the front page lists it."""
    return [{**_listed(e), "moments": _moments(e)} for e in episodes.live_episodes() if e.cuts]


def _direction() -> str:
    """Which way the reader's language runs."""
    locale = get_locale()
    return locale.text_direction if locale else "ltr"


def _cut(episode: Episode, release: Release | None) -> Cut:
    """The one viewers see: the studio may be at work on a newer one."""
    return next((cut for cut in episode.cuts if release and cut.id == release.cut_id), episode.cut)


def _film_url(episode: Episode) -> str | None:
    shown = db.session.get(Release, episode.live_release_id)
    return storage.address(shown.film) if shown else None


def _listed(episode: Episode, suffix: str = "") -> dict[str, Any]:
    cut = _cut(episode, db.session.get(Release, episode.live_release_id))
    return {
        "id": episode.id,
        "title": episode.title,
        "number": episode.number,
        "series": episode.series.title,
        "poster_url": cut.poster_url,
        "duration": _clock(cut.timing.duration_ms) if cut.frames else "",
        "url": f"/watch/{episode.id}{suffix}",
    }


def _moments(episode: Episode) -> int:
    release = db.session.get(Release, episode.live_release_id)
    return len(json.loads(release.manifest)["moments"]) if release else 0


def _clock(ms: int) -> str:
    seconds = round(ms / 1000)
    return f"{seconds // 60}:{seconds % 60:02d}"
