"""Reports for people."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from accounts.callers import caller, requires
from accounts.models import Workspace
from commerce.attribution import queries, sheet
from commerce.attribution.periods import Period, period
from commerce.attribution.routes import csv_file
from kit import clock
from kit.db import db
from kit.errors import NotUnderstood

blueprint = Blueprint("report_pages", __name__)

DAYS_SHOWN = 30
# The ones people ask for most; any other IANA name works in the address.
ZONES = ("UTC", "Europe/Lisbon", "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles")
ZONES += ("Asia/Shanghai", "Asia/Tokyo", "Asia/Kolkata", "Australia/Sydney")


@blueprint.get("/reports")
@requires("see_reports")
def show_report() -> str | tuple[str, int] | Response:
    """What the caller's scenes sold, in days of a named time zone."""
    workspace = db.session.get_one(Workspace, caller().workspace_id)
    filters = filled(request.args, workspace.timezone)
    try:
        span = period(filters["from"], filters["to"], filters["timezone"])
    except NotUnderstood as reason:
        return render_template("partner/report.html", **refused(filters, str(reason))), 422
    report = queries.whole(queries.scope_of(caller()), span)
    if request.args.get("format") == "csv":
        return csv_file(report)
    known = sheet.currencies(report, workspace.currency)
    wanted = request.args.get("currency", "")
    shown = sheet.Sheet(report, wanted if wanted in known else known[0])
    return render_template(
        "partner/report.html",
        **frame(filters, known, shown.currency),
        period=words(span),
        figures=sheet.figures(shown, commission_label()),
        chart=sheet.chart(shown),
        rows=sheet.rows(shown),
        unattributed=sheet.unattributed(shown),
        total=sheet.total(shown),
        csv_url=f"/reports?from={span.first}&to={span.last}&timezone={span.timezone}&format=csv",
        rule=sheet.rule(report["rule"]),
        wider_url="/reports",
        generated=f"{format_datetime(clock.now().astimezone(ZoneInfo(span.timezone)), 'd MMMM y, HH:mm')}",
    )


def commission_label() -> str:
    """Only a partner's commission is the reader's own."""
    return "Your commission" if caller().organisation_kind == "partner" else "Partners' commission"


def filled(given: "MultiDict[str, str]", timezone: str) -> dict[str, str]:
    """The last thirty days in the workspace's own zone, where nothing else is asked."""
    zone = given.get("timezone") or timezone
    try:
        today = clock.now().astimezone(ZoneInfo(zone)).date()
    except (ValueError, OSError, KeyError):
        today = clock.now().date()
    return {
        "from": given.get("from") or (today - timedelta(days=DAYS_SHOWN - 1)).isoformat(),
        "to": given.get("to") or today.isoformat(),
        "timezone": zone,
    }


def frame(filters: dict[str, str], currencies: list[str], currency: str) -> dict[str, object]:
    zones = sorted({*ZONES, filters["timezone"]})
    chosen = {**filters, "currency": currency}
    return {"filters": chosen, "timezones": zones, "currencies": currencies, "currency": currency}


def refused(filters: dict[str, str], sentence: str) -> dict[str, object]:
    error = {"title": "This period can't be shown.", "detail": sentence}
    return {**frame(filters, [], ""), "error": error, "period": {"words": "", "note": ""}}


def words(span: Period) -> dict[str, str]:
    zone = ZoneInfo(span.timezone)
    first, last = (
        span.since.astimezone(zone).date(),
        (span.until - timedelta(seconds=1)).astimezone(zone).date(),
    )
    days = format_date(last, "d MMMM y")
    if first != last:
        days = f"{format_date(first, 'd MMMM' if first.year == last.year else 'd MMMM y')} to {days}"
    return {
        "words": f"{days}, time of {span.timezone}",
        "note": "Refunds count on their own day, so past days stay as they were.",
    }
