"""In which language a page speaks, and in which manner it writes money and dates."""

import io
import json
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, Response, has_request_context, request
from flask_babel import Babel, Domain, get_locale, gettext, lazy_gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from kit.bidi import isolated
from kit.errors import NotFound
from kit.onward import remembered

__all__ = ["LANGUAGES", "_", "init_app", "language", "lazy", "ngettext", "noted"]

blueprint = Blueprint("language", __name__)

# Said now; said when it is shown, for texts made while modules load; and only noted for translators.
lazy = lazy_gettext


def _(text: str, **values: Any) -> str:
    """A text in the reader's language, filled with `values`; words in them don't turn the sentence round."""
    return gettext(text, **{name: isolated(v) if isinstance(v, str) else v for name, v in values.items()})


# The first is the one the texts are written in.
LANGUAGES = {"en": "English", "de": "Deutsch"}
CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
COOKIE = "language"
# Which files' texts a script of each room needs.
ROOMS = {
    "player": ("static/player/",),
    "studio": ("static/studio/",),
    "site": ("static/site.js", "static/dashboards/", "static/account/"),
}


class Speaking(Babel):
    """Flask-Babel, reading our .po files as they are: nothing has to be compiled before a start."""

    @cached_property
    def domain_instance(self) -> Domain:  # type: ignore[override]  # theirs is written without types
        return Spoken()


class Spoken(Domain):
    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return translations(locale.language if locale else "en")


def init_app(app: Flask) -> None:
    Speaking().init_app(app, locale_selector=reader)
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"language": language(), "languages": LANGUAGES})


def reader() -> str:
    """The reader's locale: the language they chose or their browser asks for, written as in their country."""
    if not has_request_context():
        return "en"
    chosen = request.cookies.get(COOKIE)
    asked = [known for known in map(_locale, request.accept_languages.values()) if known is not None]
    spoken = chosen if chosen in LANGUAGES else next((a.language for a in asked), "en")
    return str(next((a for a in asked if a.language == spoken), spoken))


def language() -> str:
    """The language of this page, one of LANGUAGES."""
    locale = get_locale()
    return locale.language if locale else "en"


def _locale(tag: str) -> Locale | None:
    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        return None
    return locale if locale.language in LANGUAGES else None


def noted(text: str) -> str:
    """A text for translators that is kept as it is here and said in the reader's language later, by `_`."""
    return text


@cache
def catalogue(wanted: str) -> Catalog:
    path = CATALOGUES / wanted / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(locale=wanted)
    with path.open("rb") as file:
        return read_po(file, locale=wanted)


@cache
def translations(wanted: str) -> NullTranslations:
    if wanted not in LANGUAGES or wanted == "en":
        return Translations()
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(wanted))
    compiled.seek(0)
    return Translations(compiled)


@blueprint.post("/language")
def choose_language() -> AnyResponse:
    """Remember the reader's choice in this browser and go back to the page it was made on."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        raise NotFound("This language isn't spoken here.")
    return remembered(COOKIE, wanted)


@blueprint.get("/words/<room>.<wanted>.js")
def show_words(room: str, wanted: str) -> Response:
    """The texts of one room's scripts, as a module: `export default {"Pause": "Anhalten", …}`."""
    if room not in ROOMS or wanted not in LANGUAGES:
        raise NotFound("There are no such words.")
    answer = Response(_words(room, wanted), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)  # type: ignore[return-value]  # it returns itself


@cache
def _words(room: str, wanted: str) -> str:
    spoken: dict[str, str | list[str]] = {}
    for message in catalogue(wanted):
        is_here = any(str(path).startswith(ROOMS[room]) for path, _ in message.locations)
        if not is_here or not message.id or not message.string:
            continue
        if isinstance(message.id, str):
            spoken[message.id] = str(message.string)
        else:
            spoken[message.id[0]] = list(message.string)
    return f"export default {json.dumps(spoken, ensure_ascii=False, sort_keys=True)};\n"
