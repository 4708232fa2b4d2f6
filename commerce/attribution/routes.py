"""Reports for machines."""

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from accounts.callers import caller, requires
from commerce.attribution import files, queries
from commerce.attribution.periods import period
from commerce.attribution.schemas import ReportOut, ReportQuery

blueprint = Blueprint("reports", __name__, url_prefix="/v1/reports", description="Which moment sold what")


@blueprint.route("/attribution")
@requires("see_reports")
@blueprint.arguments(ReportQuery, location="query")
@blueprint.doc(responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}})
@blueprint.response(200, ReportOut)
def report_attribution(wanted: dict[str, Any]) -> dict[str, Any] | Response:
    """What each moment sold, for the caller's channels or brand. Period and time zone are mandatory."""
    span = period(wanted["since"], wanted["until"], wanted["timezone"])
    scope = queries.scope_of(caller())
    if wanted["format"] == "csv":
        return csv_file(queries.whole(scope, span), queries.currency_of(scope.workspace_id))
    return queries.by_moment(scope, span, wanted["cursor"], wanted["limit"])


def csv_file(report: dict[str, Any], currency: str) -> Response:
    span = report["period"]
    name = f"vitrine-attribution-{span['from']}-{span['to']}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(files.as_csv(report, currency), content_type="text/csv; charset=utf-8", headers=headers)
