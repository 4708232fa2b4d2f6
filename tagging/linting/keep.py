"""Set a series' rules; tell what is found in an episode; say no to publishing what must be mended first."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from accounts.audit.record import record
from kit.db import db
from kit.errors import Conflict, NotAllowed, NotUnderstood
from kit.language import _, ngettext
from tagging.episodes.models import Episode, Series
from tagging.linting import queries, rules, telling
from tagging.linting.models import LintRules
from tagging.linting.schemas import CheckList


@dataclass(frozen=True)
class Told:
    text: str
    etag: str


def checks(episode: Episode, brand_id: str | None = None) -> Told:
    """What is found, as bytes whose tag is the same while nothing changed for this reader."""
    if not episode.cut.is_read:
        raise Conflict(_("This film is still being read. It is checked when it is ready."))
    shown = CheckList().dump(telling.shown(queries.checked(episode, brand_id)))
    text = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
    return Told(text, hashlib.sha256(text.encode()).hexdigest()[:32])


def keep_rules(series: Series, wanted: dict[str, Any]) -> None:
    """In the place of those there were. `version` must be the one they were changed from."""
    try:
        read = rules.read(wanted)
    except rules.Unfit as unfit:
        raise NotUnderstood(_(unfit.text, **unfit.values)) from unfit
    row = db.session.get(LintRules, series.id)
    if wanted["version"] != (row.version if row else 0):
        raise Conflict(
            _("Somebody else changed these rules meanwhile. Load them again and repeat your change."),
            theirs=queries.shown_rules(series),
        )
    if row is None:
        row = LintRules(series_id=series.id, workspace_id=series.workspace_id)
    row.told = read.plain()
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError:
        # Two set the first rules at once: the other one was quicker.
        raise Conflict(
            _("Somebody else changed these rules meanwhile. Load them again and repeat your change.")
        ) from None
    record("change_rules", "series", series.id, subject=series.title, workspace_id=series.workspace_id)


def stand_aside(
    episode: Episode, despite: Sequence[str] = (), because: str | None = None, by: str | None = None
) -> dict[str, Any]:
    """Refuse while something must be mended first; what the log is to hold when a person overrules it.

    `despite` names rules that a person decided not to follow this time, and `because` why.
    """
    checked = queries.checked(episode)
    left = [flaw for flaw in checked.stops if flaw.rule not in despite]
    if left:
        said = ngettext(
            "%(num)d thing must be mended before this can be published.",
            "%(num)d things must be mended before this can be published.",
            len(left),
        )
        raise Conflict(
            f"{said} {telling.said(left[0].says)}.", findings=[telling.one(flaw, checked) for flaw in left]
        )
    overruled = sorted({flaw.rule for flaw in checked.stops})
    if not overruled:
        return {}
    if by is None:
        raise NotAllowed(_("Only a person can publish despite a finding, not an API key."))
    if not (because or "").strip():
        raise NotUnderstood(_("Say why this is published despite what was found."))
    return {"despite": overruled, "because": (because or "").strip()[:300]}
