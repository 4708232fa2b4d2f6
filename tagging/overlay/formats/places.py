"""Where a format's reader finds the rest: absolute addresses, for a reader has no page to read them from."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin


@dataclass(frozen=True, slots=True)
class Places:
    """`home` is this house's address without a slash at its end; `film` and `poster` may be paths in it."""

    home: str
    film: str
    poster: str | None = None
    channel: str = ""  # a channel's key, known to be harmless, or nothing

    def whole(self, address: str) -> str:
        return urljoin(f"{self.home}/", address)

    def overlay(self, manifest: dict[str, Any], ending: str = "", **asked: str) -> str:
        return self._at(f"/v1/episodes/{manifest['episode']}/overlay{ending}", **asked)

    def watch(self, manifest: dict[str, Any], ms: int | None = None) -> str:
        """The film's page; at `ms`, half a frame later: at its edge a browser may show the one before."""
        if ms is None:
            return self._at(f"/watch/{manifest['episode']}")
        num, den = manifest["fps"]
        return self._at(f"/watch/{manifest['episode']}", t=f"{ms / 1000 + den / num / 2:.3f}")

    def card(self, manifest: dict[str, Any], moment: dict[str, Any]) -> str:
        return self._at(f"/card/{manifest['episode']}/{moment['id']}")

    def _at(self, path: str, **asked: str) -> str:
        asked = {**({"channel": self.channel} if self.channel else {}), **asked}
        return f"{self.home}{path}{'?' if asked else ''}{urlencode(asked)}"
