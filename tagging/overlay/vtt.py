"""A manifest as a WebVTT metadata track, for players that know nothing of us."""

import json


def track(text: str) -> str:
    """One cue a moment, its payload one line of JSON: no blank line may end it early."""
    manifest = json.loads(text)
    lines = ["WEBVTT", ""]
    for moment in manifest["moments"]:
        card = manifest["cards"].get(moment["variant"])
        payload = json.dumps({**moment, "card": card}, ensure_ascii=False).replace("-->", "--\\u003e")
        lines += [
            moment["id"],
            f"{stamp(moment['starts_ms'])} --> {stamp(moment['ends_ms'])}",
            payload,
            "",
        ]
    return "\n".join(lines) + "\n"


def stamp(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"
