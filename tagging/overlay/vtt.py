"""A manifest as a WebVTT metadata track, for players that know nothing of us."""

import json


def track(text: str) -> str:
    """A cue for each time a moment is seen, its payload one line of JSON: no blank line may end it early."""
    manifest = json.loads(text)
    lines = ["WEBVTT", ""]
    for moment in manifest["moments"]:
        card = manifest["cards"].get(moment["variant"])
        payload = json.dumps({**moment, "card": card}, ensure_ascii=False).replace("-->", "--\\u003e")
        for number, (starts_ms, ends_ms) in enumerate(seen(moment), start=1):
            name = moment["id"] if number == 1 else f"{moment['id']}-{number}"
            lines += [name, f"{stamp(starts_ms)} --> {stamp(ends_ms)}", payload, ""]
    return "\n".join(lines) + "\n"


def seen(moment: dict[str, object]) -> list[tuple[int, int]]:
    """When a moment is on screen: its span without where the thing is hidden."""
    at, ends_ms = moment["starts_ms"], moment["ends_ms"]
    hidden = moment.get("hidden", [])
    assert isinstance(at, int)
    assert isinstance(ends_ms, int)
    assert isinstance(hidden, list)
    spans = []
    for from_ms, to_ms in hidden:
        if from_ms > at:
            spans.append((at, from_ms))
        at = max(at, to_ms)
    if at < ends_ms:
        spans.append((at, ends_ms))
    return spans


def stamp(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"
