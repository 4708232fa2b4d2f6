"""The log for admins: who did what, by person, kind and day; as a file too."""

import csv
import io
import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request
from flask_babel import format_date, format_time

from accounts.audit import queries
from accounts.audit.acts import ACTS, KINDS
from accounts.audit.models import Entry
from accounts.callers import caller, requires
from accounts.models import Workspace
from accounts.names import ROLE_NAMES
from kit.db import db
from kit.errors import NotUnderstood
from kit.language import _, noted

blueprint = Blueprint("log_pages", __name__)

COLUMNS = ("at", "who", "person", "key", "act", "kind", "id", "subject", "what", "request")
# What a line says beside its subject; whatever isn't here is shown as it is kept.
DETAILS = {
    "role": noted("role"),
    "before": noted("before"),
    "organisation": noted("in"),
    "episode": noted("episode"),
    "fields": noted("changed"),
    "number": noted("release"),
    "how": noted("by"),
    "brand": noted("brand"),
    "language": noted("language"),
    "scopes": noted("may"),
    "count": noted("how many"),
    "name": noted("name"),
    "overlap_h": noted("hours both secrets work"),
    "only": noted("only"),
}
NAMED = {"role", "before"}
WAYS_IN = {
    "password": noted("password"),
    "code": noted("code"),
    "passkey": noted("passkey"),
    "provider": noted("company account"),
    "demo": noted("the demo's door"),
}


@blueprint.get("/log")
@requires("see_log")
def show_log() -> str | tuple[str, int] | Response:
    """What was done in the workspace, the newest first, in days of its own time zone."""
    workspace = db.session.get_one(Workspace, caller().workspace_id)
    given = request.args
    try:
        wanted = asked(given.get("who", ""), given.get("kind", ""), given.get("day", ""), workspace.timezone)
        if given.get("format") == "csv":
            return csv_file(workspace.id, wanted)
        lines, following = queries.page(workspace.id, wanted, given.get("after"))
    except NotUnderstood as reason:
        return page(workspace, {"who": "", "kind": "", "day": ""}, error=reason.sentence), reason.status
    filters = {"who": wanted.who, "kind": wanted.kind, "day": wanted.day.isoformat() if wanted.day else ""}
    return page(workspace, filters, days=by_day(lines, workspace.timezone), following=following)


def page(workspace: Workspace, filters: dict[str, str], **more: Any) -> str:
    return render_template(
        "people/log.html",
        filters=filters,
        is_filtered=any(filters.values()),
        is_later_page=bool(request.args.get("after")),
        people=queries.who_is_named(workspace.id),
        kinds=[(kind, _(words)) for kind, words in KINDS.items()],
        timezone=workspace.timezone,
        **{"days": [], "following": None, "error": None, **more},
    )


def asked(who: str, kind: str, day: str, timezone: str) -> queries.Filter:
    if kind and kind not in KINDS:
        raise NotUnderstood(_("The log knows no such kind. Choose one of the list."))
    if len(who) > 40 or not who.isprintable():
        raise NotUnderstood(_("The log knows nobody like that. Choose one of the list."))
    try:
        wanted = date.fromisoformat(day) if day else None
    except ValueError:
        wanted = date.min
    if wanted is not None and not 2000 <= wanted.year <= 2999:
        raise NotUnderstood(_("Write the day as 2026-11-22."))
    return queries.Filter(who, kind, wanted, timezone)


def by_day(lines: list[Entry], timezone: str) -> list[dict[str, Any]]:
    """Lines under the day they happened on, both newest first."""
    zone = ZoneInfo(timezone)
    days: list[dict[str, Any]] = []
    for line in lines:
        at = line.at.astimezone(zone)
        words = format_date(at, "full", rebase=False)
        if not days or days[-1]["day"] != words:
            days.append({"day": words, "lines": []})
        days[-1]["lines"].append({**shown(line), "time": format_time(at, "short", rebase=False)})
    return days


def shown(line: Entry) -> dict[str, Any]:
    return {
        "at": line.at.isoformat(timespec="seconds"),
        "who": line.who,
        "is_key": line.key_id is not None,
        "act": _(ACTS[line.act]) if line.act in ACTS else line.act,
        # Who signs in is not told twice.
        "subject": "" if line.subject == line.who and line.subject_kind == "person" else line.subject,
        "details": [
            (_(DETAILS[name]) if name in DETAILS else name, said(name, value))
            for name, value in line.what.items()
        ],
        "request": line.request_id,
    }


def said(name: str, value: object) -> str:
    if name in NAMED and value in ROLE_NAMES:
        return str(ROLE_NAMES[str(value)])
    if name == "how" and value in WAYS_IN:
        return _(WAYS_IN[str(value)])
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def csv_file(workspace_id: str, wanted: queries.Filter) -> Response:
    """Every line the filter lets through, in words that don't change with the reader's language."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in queries.whole(workspace_id, wanted):
        row = (line.at.isoformat(), line.who, line.person_id, line.key_id, line.act, line.subject_kind)
        row += (line.subject_id, line.subject, json.dumps(line.what, ensure_ascii=False), line.request_id)
        writer.writerow([defused(cell or "") for cell in row])
    headers = {"Content-Disposition": 'attachment; filename="log.csv"', "Cache-Control": "no-store"}
    return Response(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def defused(text: str) -> str:
    """A text that a spreadsheet would take for a formula is marked as text."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
