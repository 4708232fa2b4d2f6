"""Moments as a WebVTT metadata track, for players that know nothing of us."""

from typing import Any

from tagging.overlay.formats.inert import inert
from tagging.overlay.formats.showings import showings


def track(manifest: dict[str, Any]) -> str:
    """A cue for each showing, its payload one line of JSON: no blank line may end it early."""
    lines = ["WEBVTT", ""]
    for one in showings(manifest):
        payload = inert({**one.moment, "card": one.card})
        lines += [one.name, f"{stamp(one.starts_ms)} --> {stamp(one.ends_ms)}", payload, ""]
    return "\n".join(lines) + "\n"


def stamp(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"
