"""The report's chart: sales, watching, taps and shots of one film on one axis of its time."""

from typing import Any

from commerce.attribution.sheet import Sheet, clock, where
from kit.language import _, ngettext
from kit.money import Money

# In units of the drawing; the template only writes them down.
WIDE, LEFT, RIGHT = 1376, 64, 52
TOP, FLOOR, TAPS_FLOOR = 44, 196, 240
NARROWEST = 10
TAPS_HIGH = 30
LABEL_WIDE, LABEL_HIGH = 64, 14
FIGURES = (5, 10, 20, 30, 60, 120, 300, 600)


def film_of(sheet: Sheet, wanted: str) -> tuple[str | None, list[dict[str, str]]]:
    """Which film the chart is about: the one asked for, else the one that sold most; and all there are."""
    films: dict[str, dict[str, Any]] = {}
    for item in sheet.items:
        if item["episode"]:
            film = films.setdefault(item["episode"], {"title": item["episode_title"], "net": 0})
            film["net"] += item["net"]
    known = [{"id": name, "title": film["title"]} for name, film in films.items()]
    best = max(films, key=lambda name: (films[name]["net"], name), default=None)
    return (wanted if wanted in films else best), known


def chart(sheet: Sheet, episode: str | None, axis: dict[str, Any] | None) -> dict[str, Any] | None:
    """None where nothing was sold: an empty axis tells nothing."""
    sold = [i for i in sheet.items if i["episode"] == episode and i["net"] > 0 and i["starts_ms"] is not None]
    if not sold:
        return None
    sold.sort(key=lambda i: i["starts_ms"])
    duration = axis["duration_ms"] if axis else max(i["ends_ms"] for i in sold)
    scale = _round_up(max(i["net"] for i in sold))

    def x(ms: float) -> float:
        return round(LEFT + (WIDE - LEFT - RIGHT) * min(1, ms / duration), 1)

    bars = [_bar(sheet, i, x, scale) for i in sold]
    _part_labels(bars)
    return {
        "title": title(sheet, sold),
        "film": sold[0]["episode_title"],
        "currency": sheet.currency,
        "bars": bars,
        "ticks": [
            {"y": _y(n / 4), "words": sheet.number(float(Money(scale * n // 4, sheet.currency).major))}
            for n in range(5)
        ],
        "times": [{"x": x(ms), "words": clock(ms).partition(".")[0]} for ms in _times(duration)],
        **_film(sheet, axis, x),
    }


def title(sheet: Sheet, sold: list[dict[str, Any]]) -> str:
    """What the picture shows, as a sentence."""
    best = max(sold, key=lambda i: i["net"])
    at = clock(best["starts_ms"]).partition(".")[0]
    if len(sold) == 1:
        return _("%(piece)s at %(at)s sold all of it", piece=best["label"], at=at)
    percent = sheet.number(best["net"] * 100 / sum(i["net"] for i in sold))
    seconds = max(1, round((best["ends_ms"] - best["starts_ms"]) / 1000))
    return ngettext(
        "%(piece)s at %(at)s sold %(percent)s %% of it, in one second",
        "%(piece)s at %(at)s sold %(percent)s %% of it, in %(num)d seconds",
        seconds,
        piece=best["label"],
        at=at,
        percent=percent,
    )


def _bar(sheet: Sheet, item: dict[str, Any], x: Any, scale: int) -> dict[str, Any]:
    left, y = x(item["starts_ms"]), _y(item["net"] / scale)
    wide = max(NARROWEST, round(x(item["ends_ms"]) - left, 1))
    return {
        "moment": item["moment"],
        "label": item["label"],
        "where": where(item["starts_ms"], item["ends_ms"]),
        "value": sheet.money(item["net"]),
        "x": left,
        "y": y,
        "wide": wide,
        "high": round(FLOOR - y, 1),
        "middle": round(left + wide / 2, 1),
        "label_y": round(y - 6, 1),
    }


def _part_labels(bars: list[dict[str, Any]]) -> None:
    """Two figures never stand on each other: the later one moves up."""
    for n, bar in enumerate(bars):
        for other in bars[:n]:
            is_near = abs(bar["middle"] - other["middle"]) < LABEL_WIDE
            if is_near and abs(bar["label_y"] - other["label_y"]) < LABEL_HIGH:
                bar["label_y"] = round(
                    max(LABEL_HIGH - 2, min(bar["label_y"], other["label_y"]) - LABEL_HIGH), 1
                )


def _film(sheet: Sheet, axis: dict[str, Any] | None, x: Any) -> dict[str, Any]:
    if axis is None:
        return {"watching": None, "taps": [], "shots": []}
    points = [(x(ms), _y(share)) for ms, share in axis["watching"] if ms <= axis["duration_ms"]]
    line = "L".join(f"{at} {high}" for at, high in points)
    most = max((count for _ms, count in axis["taps"]), default=0)
    return {
        "watching": {"line": f"M{line}", "area": f"M{line}L{points[-1][0]} {FLOOR}H{points[0][0]}Z"}
        if points
        else None,
        "taps": [
            {
                "x": x(ms),
                "y": round(TAPS_FLOOR - TAPS_HIGH * count / most, 1),
                "wide": max(2, round(x(axis["step_ms"]) - x(0) - 1, 1)),
                "high": round(TAPS_HIGH * count / most, 1),
                "words": ngettext("%(num)d tap", "%(num)d taps", count) + f", {clock(ms)}",
            }
            for ms, count in axis["taps"]
        ],
        "shots": [
            {
                **shot,
                "x": x(shot["starts_ms"]),
                "wide": round(x(shot["ends_ms"]) - x(shot["starts_ms"]) - 2, 1),
            }
            for shot in axis["shots"]
        ],
    }


def _y(part: float) -> float:
    return round(FLOOR - (FLOOR - TOP) * part, 1)


def _times(duration_ms: int) -> list[int]:
    """About ten times along the film, at figures that people count by."""
    step = next((s for s in FIGURES if duration_ms / 1000 / s <= 10), FIGURES[-1]) * 1000
    return list(range(0, duration_ms + 1, step))


def _round_up(amount: int) -> int:
    """The next 4, 8, 12 or 20 of its power of ten: whole figures at each quarter of the axis."""
    power = 100
    while True:
        for step in (4, 8, 12, 20):
            if step * power >= amount:
                return step * power
        power *= 10
