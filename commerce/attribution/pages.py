"""Reports for people."""

from flask import Blueprint, Response, render_template, request

from accounts.callers import caller, requires
from commerce.attribution import queries
from commerce.attribution.periods import period
from commerce.attribution.routes import csv_file

blueprint = Blueprint("report_pages", __name__)


@blueprint.get("/reports")
@requires("see_reports")
def show_report() -> str | Response:
    span = period(request.args.get("from"), request.args.get("to"), request.args.get("timezone"))
    report = queries.by_moment(queries.scope_of(caller()), span, limit=500)
    if request.args.get("format") == "csv":
        return csv_file(report)
    return render_template("partner/report.html", report=report)
