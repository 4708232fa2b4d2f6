"""Reports for people, which keep themselves up to date while they are looked at."""

import hashlib
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_interval
from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import get_locale
from werkzeug.datastructures import MultiDict

from accounts.callers import caller, requires
from accounts.models import Workspace
from commerce.attribution import chart, queries, sheet
from commerce.attribution.periods import FIRST_YEAR, Period, period
from commerce.attribution.routes import csv_file
from kit import clock
from kit.db import db
from kit.errors import NotUnderstood
from kit.language import _

blueprint = Blueprint("report_pages", __name__)

DAYS_SHOWN = 30
# The ones people ask for most; any other IANA name works in the address.
ZONES = ("UTC", "Europe/Lisbon", "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles")
ZONES += ("Asia/Shanghai", "Asia/Tokyo", "Asia/Kolkata", "Australia/Sydney")


@blueprint.get("/reports")
@requires("see_reports")
def show_report() -> str | tuple[str, int] | Response:
    """What the caller's scenes sold, in days of a named time zone."""
    filters = filled(request.args, zone_of_workspace())
    try:
        span = period(filters["from"], filters["to"], filters["timezone"])
    except NotUnderstood as reason:
        return render_template("partner/report.html", **refused(filters, str(reason))), 422
    scope = queries.scope_of(caller())
    if request.args.get("format") == "csv":
        return csv_file(queries.whole(scope, span), queries.currency_of(scope.workspace_id))
    return render_template("partner/report.html", **whole(scope, span, filters))


@blueprint.get("/reports/live")
@requires("see_reports")
def show_live() -> Response:
    """The figures alone, for a page that asks again and again: not made anew while nothing has changed."""
    filters = filled(request.args, zone_of_workspace())
    span = period(filters["from"], filters["to"], filters["timezone"])
    scope = queries.scope_of(caller())
    answer = Response(content_type="text/html; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-cache"
    asked = (queries.stamp(scope, span), scope, sorted(filters.items()), sorted(request.args.items()))
    answer.set_etag(hashlib.sha256(repr((*asked, str(get_locale()))).encode()).hexdigest()[:32])
    if request.if_none_match.contains(answer.get_etag()[0] or ""):
        answer.status_code = 304
        return answer
    answer.set_data(render_template("partner/figures.html", **whole(scope, span, filters)))
    return answer


def whole(scope: queries.Scope, span: Period, filters: dict[str, str]) -> dict[str, object]:
    """All that the page shows of a period."""
    report, locale = queries.whole(scope, span), str(get_locale())
    known = sheet.currencies(report, queries.currency_of(scope.workspace_id))
    wanted = request.args.get("currency", "")
    shown = sheet.Sheet(report, wanted if wanted in known else known[0], locale)
    earlier = before(span)
    compared = sheet.Sheet(queries.whole(scope, earlier), shown.currency, locale) if earlier else None
    episode, films = chart.film_of(shown, request.args.get("episode", ""))
    axis = axis_of(scope, episode, span) if episode else None
    return {
        **frame(filters, known, shown.currency, films, episode),
        "period": words(span),
        "figures": sheet.figures(shown, commission_label(), compared, days(earlier) if earlier else ""),
        "chart": chart.chart(shown, episode, axis),
        "rows": sheet.rows(shown, axis["shots"] if axis else [], episode),
        "unattributed": sheet.unattributed(shown),
        "total": sheet.total(shown),
        "news": sheet.news(queries.latest(scope, span), locale),
        "csv_url": f"/reports?from={span.first}&to={span.last}&timezone={span.timezone}&format=csv",
        "live_url": "/reports/live?" + urlencode(list(request.args.items())),
        "rule": sheet.rule(report["rule"]),
        "generated": format_datetime(clock.now(), "medium", ZoneInfo(span.timezone), locale),
    }


def axis_of(scope: queries.Scope, episode: str, span: Period) -> dict[str, Any] | None:
    """The film's shots and its viewers, from who knows films: upstairs, so app.py puts it here."""
    ask = current_app.extensions.get("film_axis")
    return ask(scope.workspace_id, episode, span.since, span.until, scope.channels) if ask else None


def before(span: Period) -> Period | None:
    """As many days, just before; none before the first that can be asked for."""
    first, last = date.fromisoformat(span.first), date.fromisoformat(span.last)
    begin, end = first - timedelta(days=(last - first).days + 1), first - timedelta(days=1)
    return period(begin.isoformat(), end.isoformat(), span.timezone) if begin.year >= FIRST_YEAR else None


def commission_label() -> str:
    """Only a partner's commission is the reader's own."""
    return _("Your commission") if caller().organisation_kind == "partner" else _("Partners’ commission")


def zone_of_workspace() -> str:
    return db.session.get_one(Workspace, caller().workspace_id).timezone


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


def frame(
    filters: dict[str, str],
    currencies: list[str],
    currency: str,
    films: list[dict[str, str]],
    episode: str | None,
) -> dict[str, object]:
    return {
        "filters": {**filters, "currency": currency, "episode": episode},
        "timezones": sorted({*ZONES, filters["timezone"]}),
        "currencies": currencies,
        "currency": currency,
        "films": films,
    }


def refused(filters: dict[str, str], sentence: str) -> dict[str, object]:
    error = {"title": _("This period can’t be shown."), "detail": sentence}
    return {**frame(filters, [], "", [], None), "error": error, "period": {"words": "", "note": ""}}


def words(span: Period) -> dict[str, str]:
    return {
        "words": _("%(days)s, time of %(zone)s", days=days(span), zone=span.timezone),
        "note": _("Refunds count on their own day, so past days stay as they were."),
    }


def days(span: Period) -> str:
    """As the reader's locale writes it: Nov 1 – 14, 2026."""
    first, last = date.fromisoformat(span.first), date.fromisoformat(span.last)
    return format_interval(first, last, "yMMMd", locale=get_locale())
