"""Light or dark: what the reader chose for every page of ours in this browser."""

from flask import Blueprint, Flask, request
from werkzeug.wrappers import Response

from kit.errors import NotFound
from kit.onward import remembered

blueprint = Blueprint("scheme", __name__)

# `auto` follows the device; with no choice each page keeps its own: the studio dark, dashboards light.
SCHEMES = ("auto", "light", "dark")
COOKIE = "scheme"


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"scheme_chosen": chosen()})


def chosen() -> str | None:
    """What the reader chose; None for each page's own."""
    wanted = request.cookies.get(COOKIE)
    return wanted if wanted in SCHEMES else None


@blueprint.post("/scheme")
def choose_scheme() -> Response:
    """Remember light or dark in this browser and go back to the page it was chosen on."""
    wanted = request.form.get("scheme", "")
    if wanted not in SCHEMES:
        raise NotFound("There is no such look. Choose light, dark or your device's own.")
    # A script of ours shows it in place, and only reads which is pressed from the page.
    return remembered(COOKIE, wanted)
