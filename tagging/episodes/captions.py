"""An episode's captions: taken in, kept with its cut, shown with its release."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

from kit import storage
from kit.db import db
from kit.errors import NotFound, NotUnderstood
from kit.language import _
from tagging.episodes import webvtt
from tagging.episodes.models import Caption, Cut

MOST_BYTES = 500_000


def put(cut: Cut, tag: str, raw: bytes) -> Caption:
    """Keep captions in one language, in the place of those there were."""
    locale = language(tag)
    name = str(locale).replace("_", "-")
    try:
        text = webvtt.write(webvtt.parse(raw))
    except webvtt.Malformed as wrong:
        said = _("Line %(line)d of the captions: %(why)s", line=wrong.line, why=_(wrong.why, **wrong.values))
        raise NotUnderstood(said, line=wrong.line) from wrong
    # Named by what is in it: a release that shows the older file goes on showing it.
    key = f"{cut.folder}/captions/{name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.vtt"
    caption = next((c for c in cut.captions if c.language == name), None)
    if caption is None:
        caption = Caption(language=name)
        cut.captions.append(caption)
    caption.label, caption.key = label(locale), key
    db.session.flush()
    _keep(text, key)
    return caption


def remove(cut: Cut, tag: str) -> None:
    """Take captions off the episode. The file stays while its film does: a release may show it."""
    name = str(language(tag)).replace("_", "-")
    caption = next((c for c in cut.captions if c.language == name), None)
    if caption is None:
        raise NotFound(_("This episode has no captions in that language."))
    cut.captions.remove(caption)
    db.session.flush()


def listed(cut: Cut) -> list[dict[str, Any]]:
    """As the studio and the player read them."""
    return [
        {"language": c.language, "label": c.label, "url": storage.address(c.key)}
        for c in sorted(cut.captions, key=lambda c: c.language)
    ]


def language(tag: str) -> Locale:
    """The language a tag names, such as en, de or pt-BR."""
    try:
        return Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        said = _("“%(tag)s” is no language we know. Use a tag such as en, de or pt-BR.", tag=tag[:20])
        raise NotUnderstood(said) from None


def label(locale: Locale) -> str:
    """A language in its own words: Deutsch, português (Brasil)."""
    name = locale.get_display_name() or str(locale)
    return name[:1].upper() + name[1:]


def text_of(caption: Caption) -> bytes:
    """The WebVTT as it is kept."""
    with storage.store().local(caption.key) as path:
        return path.read_bytes()


def _keep(text: str, key: str) -> None:
    with tempfile.TemporaryDirectory(dir=storage.store().scratch()) as folder:
        path = Path(folder) / "captions.vtt"
        path.write_text(text, encoding="utf-8", newline="\n")
        storage.store().put(path, key, move=True)
