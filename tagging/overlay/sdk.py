"""The SDK at addresses that stay: as `make vendor` built it, else the modules that it is built from."""

from pathlib import Path

from flask import Blueprint, Response, current_app

blueprint = Blueprint("sdk", __name__)

# A page that names one of these is served whether or not there was an npm to build with.
PLAIN = {
    "vitrine.js": "export * from '../player/vitrine.js';",
    "core.js": "export * from '../player/core.js';",
    # A classic script can't wait for modules: `Vitrine` is there a little later than with the built one.
    "vitrine.iife.js": (
        "(at => Promise.all(['vitrine', 'core'].map(name => import(new URL(`../player/${name}.js`, at))))"
        ".then(all => { globalThis.Vitrine = Object.assign({}, ...all); }))(document.currentScript.src);"
    ),
}


@blueprint.get("/static/sdk/<name>")
def show_sdk(name: str) -> Response:
    """The element, the core, the classic script, and what they load later."""
    return _plain(name) or current_app.send_static_file(f"sdk/{name}")


def _plain(name: str) -> Response | None:
    built = Path(str(current_app.static_folder)) / "sdk" / name
    if name not in PLAIN or built.is_file():
        return None
    return Response(f"{PLAIN[name]}\n", mimetype="text/javascript", headers={"Cache-Control": "no-cache"})
