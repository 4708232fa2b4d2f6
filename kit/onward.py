"""Where a page leads on to, when the request itself says where."""

from flask import redirect, request
from werkzeug.wrappers import Response

YEAR_S = 365 * 24 * 3600


def own_path(wanted: str | None) -> str:
    """A path of ours to go on to; never somebody else's site."""
    wanted = wanted or ""
    # Browsers drop tabs and line ends, and take a backslash for a slash: neither is in a path of ours.
    is_ours = wanted.startswith("/") and not wanted.startswith("//") and wanted.isprintable()
    return wanted if is_ours and "\\" not in wanted else ""


def remembered(cookie: str, wanted: str) -> Response:
    """Back to the page it was chosen on; this browser keeps the choice for a year."""
    answer = redirect(own_path(request.form.get("next")) or "/")
    answer.set_cookie(cookie, wanted, max_age=YEAR_S, samesite="Lax", secure=request.is_secure, httponly=True)
    return answer
