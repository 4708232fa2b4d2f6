"""An episode as its editor sees it: the cut, how far its reading is, shots, releases."""

from typing import Any

from kit import clock, storage
from tagging.episodes import captions, refusals
from tagging.episodes.models import Cut, Episode
from tagging.keyframes import queries as keyframes
from tagging.keyframes.models import ShotRow
from tagging.publishing import manifest
from tagging.publishing import queries as publishing
from tagging.publishing.models import Release


def shown(episode: Episode) -> dict[str, Any]:
    """The whole of it, as the desk needs it."""
    cut = episode.cut
    releases = publishing.of_episode(episode.id)
    live = next((r for r in releases if r.id == episode.live_release_id), None)
    shots = keyframes.shots(cut.id) if cut.is_read else []
    return {
        **brief(episode, len(shots)),
        "captions": captions.listed(cut),
        "shots": [_shot(shot, cut) for shot in shots],
        "release": {**_release(live, live), "is_current": manifest.shows_the_same(episode, live)}
        if live
        else None,
        "releases": [_release(r, live) for r in releases],
    }


def listed(episodes: list[Episode]) -> list[dict[str, Any]]:
    counts = keyframes.shot_counts([episode.cut.id for episode in episodes])
    return [brief(episode, counts.get(episode.cut.id, 0)) for episode in episodes]


def brief(episode: Episode, shot_count: int = 0) -> dict[str, Any]:
    """What a list of episodes needs."""
    cut = episode.cut
    return {
        "id": episode.id,
        "title": episode.title,
        "number": episode.number,
        "series": {"id": episode.series_id, "title": episode.series.title},
        "status": status(episode),
        "reading": {
            "step": cut.step,
            "progress": round(cut.progress, 3),
            "refusal": cut.refusal and refusals.said(cut.refusal),
            "warnings": [refusals.said(sentence) for sentence in cut.warnings],
        },
        "source_name": cut.source_name,
        "shot_count": shot_count,
        "cut": _cut(cut) if cut.is_read else None,
        "version": episode.version,
        "watch": f"/watch/{episode.id}",
    }


def status(episode: Episode) -> str:
    if episode.cut.step == "refused":
        return "refused"
    if episode.live_release_id is not None:
        return "live"
    if episode.cut.step != "done":
        return "reading"
    return "unpublished" if episode.was_published else "draft"


def _cut(cut: Cut) -> dict[str, Any]:
    timing = cut.timing
    return {
        "id": cut.id,
        "width": cut.width,
        "height": cut.height,
        "fps": [timing.num, timing.den],
        "frames": timing.frames,
        "duration_ms": timing.duration_ms,
        "has_audio": cut.has_audio,
        "film": storage.address(cut.film),
        "poster": storage.address(cut.poster),
        "loudness": storage.address(cut.loudness),
        "sprite": {"image": storage.address(cut.sprite), **(cut.sprite_plan or {})},
    }


def _shot(shot: ShotRow, cut: Cut) -> dict[str, Any]:
    timing = cut.timing
    return {
        "index": shot.position,
        "start_frame": shot.start_frame,
        "end_frame": shot.end_frame,
        "start_ms": timing.ms(shot.start_frame),
        "end_ms": timing.ms(shot.end_frame),
        "transition": shot.transition,
        "confidence": shot.confidence,
        "keyframes": [
            {
                "frame": k.frame,
                "ms": timing.ms(k.frame),
                "score": round(k.score, 3),
                "picture": storage.address(k.picture),
            }
            for k in shot.keyframes
        ],
    }


def _release(release: Release, live: Release | None) -> dict[str, Any]:
    return {
        "id": release.id,
        "number": release.number,
        "published_at": clock.to_ms(release.published_at),
        "live": live is not None and release.id == live.id,
    }
