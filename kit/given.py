"""Values as they were given: typed, with where each came from, and every complaint about them."""

import importlib.util
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from urllib.parse import urlsplit

PASSWORD = re.compile(r"(//[^:@/\s]*):[^@\s]*@")
# So alike that it is more likely a slip than another program's name.
ALIKE = 0.85


class BadSetting(SystemExit):
    """What can't be used, each with what to do about it."""


@dataclass(frozen=True)
class Origin:
    """A setting in force as it may be shown, and where it came from."""

    shown: str
    source: str


class Given:
    """The environment and the instance's own file, read by name. The environment wins."""

    def __init__(self, environ: Mapping[str, str], file: Mapping[str, str], file_name: str) -> None:
        self.environ = environ
        self.file = file
        self.file_name = file_name
        self.origins: dict[str, Origin] = {}
        self.complaints: list[str] = []

    def text(self, name: str, default: str = "", *, secret: bool = False) -> str:
        text, source = default, "default"
        for place, values in ((self.file_name, self.file), ("environment", self.environ)):
            if values.get(name, "").strip():
                text, source = values[name].strip(), place
        self.origins[name] = Origin(masked(text, secret), source)
        return text

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        text = self.text(name, str(default))
        if not text.isdecimal() or len(text) > 9 or not least <= int(text) <= most:
            self.complain(f"{name} must be a whole number from {least} to {most}, not {text[:40]!r}.")
            return default
        return int(text)

    def flag(self, name: str) -> bool:
        text = self.text(name, "no").lower()
        if text not in {"0", "1", "no", "yes", "false", "true"}:
            self.complain(f"{name} must be yes or no, not {text[:40]!r}.")
        return text in {"1", "yes", "true"}

    def one_of(self, name: str, choices: tuple[str, ...], default: str) -> str:
        text = self.text(name, default).lower()
        if text not in choices:
            self.complain(f"{name} must be {', '.join(choices[:-1])} or {choices[-1]}, not {text[:40]!r}.")
            return default
        return text

    def address(self, name: str, default: str = "") -> str:
        text = self.text(name, default).rstrip("/")
        if text and not is_address(text):
            self.complain(f"{name} must be an address such as https://shop.example, not {text[:80]!r}.")
        return text

    def key(self, name: str, default: str, kinds: tuple[str, ...], *, secret: bool) -> str:
        key = self.text(name, default, secret=secret)
        if not key.startswith(kinds):
            self.complain(f"{name} must begin with {' or '.join(kinds)}.")
        return key

    def url(self, name: str, kinds: tuple[str, ...], sentence: str, default: str = "") -> str:
        """An address that may hold a password: it is never repeated."""
        url = self.text(name, default)
        if url and not url.startswith(kinds):
            self.complain(sentence)
        return url

    def needs(self, name: str, module: str, extra: str) -> None:
        """What only this setting asks for isn't installed with the rest."""
        if importlib.util.find_spec(module) is None:
            self.complain(f"{name} needs the extra `{extra}`: pip install 'vitrine[{extra}]'.")

    def folder(self, name: str, path: Path) -> None:
        """A folder that we write into, made if need be."""
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.complain(f"{name}: the folder {path} can't be made ({error.strerror}).")
            return
        if not os.access(path, os.W_OK | os.X_OK):
            self.complain(f"{name}: the folder {path} can't be written. Give it to the user we run as.")

    def complain(self, sentence: str) -> None:
        self.complaints.append(sentence)

    def stop_if_bad(self) -> None:
        if not self.complaints:
            return
        if len(self.complaints) == 1:
            raise BadSetting(self.complaints[0])
        lines = "\n".join(f"  {sentence}" for sentence in self.complaints)
        raise BadSetting(f"{len(self.complaints)} settings can't be used:\n{lines}")

    def slips(self) -> list[str]:
        """Names close to one of ours that nobody reads: most likely a slip of the hand."""
        found = []
        for source, values in (("environment", self.environ), (self.file_name, self.file)):
            for name in sorted(set(values) - set(self.origins)):
                meant = alike(name, list(self.origins))
                if meant:
                    found.append(f"{name}, in the {source}, is no setting. Did you mean {meant}?")
        return found


def alike(name: str, known: list[str]) -> str | None:
    def bare(text: str) -> str:
        return text.upper().replace("_", "").replace("-", "")

    # Whose family it is stands first: SANDBOX_SECRET_KEY is no slip for SECRET_KEY.
    for one in known:
        if bare(one) == bare(name):
            return one
    near = [(SequenceMatcher(None, bare(name), bare(one)).ratio(), one) for one in known if one[0] == name[0]]
    best = max(near, default=(0.0, ""))
    return best[1] if best[0] >= ALIKE else None


def masked(text: str, secret: bool) -> str:
    if not text:
        return ""
    return f"set, {len(text)} characters" if secret else PASSWORD.sub(r"\1:…@", text)


def is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
