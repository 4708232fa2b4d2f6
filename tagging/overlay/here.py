"""Where this house stands, for formats that are read elsewhere."""

from flask import current_app, request

from kit import storage
from tagging.episodes.models import Episode
from tagging.overlay.formats.places import Places
from tagging.publishing.models import Release


def places(episode: Episode, release: Release) -> Places:
    """By the name the operator set, not by what a request calls us: a cache may hand an answer to anybody."""
    cut = next((cut for cut in episode.cuts if cut.id == release.cut_id), episode.cut)
    home = current_app.config["VITRINE"].public_url.rstrip("/")
    return Places(home, storage.address(release.film) or "", cut.poster_url, channel())


def channel() -> str:
    """The key in the address, if it could be one."""
    key = request.args.get("channel", "")[:40]
    return key if key.isascii() and key.replace("_", "").isalnum() else ""
