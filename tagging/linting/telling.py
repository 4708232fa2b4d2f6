"""Findings in the reader's language, and as JSON has them."""

from typing import Any

from flask_babel import format_decimal

from kit.language import _
from tagging.episodes import refusals
from tagging.linting.models import Sight
from tagging.linting.queries import Checked
from tagging.linting.rules import WHY
from tagging.linting.story import Flaw, Said


def shown(checked: Checked) -> dict[str, Any]:
    return {
        "items": [one(flaw, checked) for flaw in checked.flaws],
        "counts": checked.counts,
        "looked": looked(checked.sight),
    }


def looked(sight: Sight | None) -> dict[str, Any]:
    """How far faces and burnt-in captions were looked for."""
    if sight is None:
        return {"status": "waiting", "progress": 0.0, "why": None}
    why = sight.why and refusals.said(sight.why)
    return {"status": sight.status, "progress": round(sight.progress, 3), "why": why}


def one(flaw: Flaw, checked: Checked) -> dict[str, Any]:
    timing = checked.story.timing
    return {
        "id": "-".join((flaw.rule, *sorted(flaw.moments))),
        "rule": flaw.rule,
        "level": checked.rules.level(flaw.rule),
        "placements": list(flaw.moments),
        "frame": flaw.frame,
        "ms": timing.ms(flaw.frame),
        "start_frame": flaw.span[0],
        "end_frame": flaw.span[1],
        "measured": flaw.measured,
        "limit": flaw.limit,
        "says": said(flaw.says),
        "why": _(WHY[flaw.rule]),
        "fixes": [
            {"words": _(fix.words), "placement": fix.moment, "patch": fix.patch, "needs": fix.needs}
            for fix in flaw.fixes
        ],
    }


def said(text: Said) -> str:
    """Fractions as the reader's country writes them, to a tenth."""
    values = {
        name: format_decimal(value, "0.0") if isinstance(value, float) else value
        for name, value in text.values.items()
    }
    return _(text.text, **values)
