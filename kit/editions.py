"""Our scripts, styles and signs under an address that changes when one of them does.

A browser keeps what stands there for good and asks for nothing when a page is opened again. Modules name each
other by relative addresses, so one edition is one folder: what is loaded together is of one version.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, current_app, g, url_for

FOR_GOOD = "public, max-age=31536000, immutable"
# Brought or built by `make vendor`, and asked for by plain addresses only.
APART = ("vendor", "sdk")


def init_app(app: Flask) -> None:
    app.add_url_rule("/static/@<edition>/<path:filename>", "edition", show)
    app.jinja_env.globals["of_edition"] = address


def address(filename: str) -> str:
    """Where a file under static/ stands in this edition."""
    return url_for("edition", edition=current(), filename=filename)


def show(edition: str, filename: str) -> Response:
    """A file; one of another edition, which another server may still name, is not kept as if it were that."""
    response = current_app.send_static_file(filename)
    if edition == current():
        response.headers["Cache-Control"] = FOR_GOOD
    return response


def current() -> str:
    folder = Path(str(current_app.static_folder))
    if not current_app.debug:
        return told(folder)
    # Whoever develops changes files under a running server.
    if "edition" not in g:
        g.edition = told.__wrapped__(folder)
    return g.edition


@cache
def told(folder: Path) -> str:
    """What is in all files of a folder, in a few letters."""
    said = sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and name.parts[0] not in APART:
            said.update(f"{name}\0{path.stat().st_size}\0".encode())
            said.update(path.read_bytes())
    return said.hexdigest()[:12]
