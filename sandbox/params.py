"""Stripe's form encoding: `line_items[0][price_data][currency]=eur` as values one asks for by name."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sandbox.errors import invalid

Tree = dict[str, Any]
LARGEST = 99_999_999


def tree(pairs: Iterable[tuple[str, str]]) -> Tree:
    """Bracketed names as nested dictionaries; `a[]` and `a[0]` alike get numbered keys."""
    out: Tree = {}
    for name, value in pairs:
        first, *rest = [name.split("[", 1)[0], *re.findall(r"\[([^\]]*)\]", name)]
        here, key = out, first
        for step in rest:
            below = here.setdefault(key, {})
            if not isinstance(below, dict):
                raise invalid(f"Invalid parameter: {name}", first)
            here, key = below, step or str(len(below))
        here[key] = value
    return out


class Params:
    """Values read by name. What nobody has read by `close` is unknown, and refused as Stripe refuses it."""

    def __init__(self, values: Tree, path: str = "") -> None:
        self._values = values
        self._path = path
        self._unread = set(values)
        self._inside: list[Params] = []

    def where(self, name: str) -> str:
        return f"{self._path}[{name}]" if self._path else name

    def has(self, name: str) -> bool:
        return name in self._values

    def has_inside(self, name: str) -> bool:
        return isinstance(self._values.get(name), dict)

    def text(self, name: str, *, longest: int = 5000) -> str | None:
        value = self._take(name)
        if isinstance(value, dict):
            raise invalid("Invalid string: an object was given.", self.where(name))
        if value is not None and len(value) > longest:
            message = f"Invalid string: must be at most {longest} characters."
            raise invalid(message, self.where(name))
        return value or None

    def integer(self, name: str, *, least: int | None = None, most: int = LARGEST) -> int | None:
        value = self.text(name)
        if value is None:
            return None
        if not re.fullmatch(r"-?\d{1,18}", value):
            raise invalid(f"Invalid integer: {value[:40]}", self.where(name), "parameter_invalid_integer")
        if least is not None and int(value) < least:
            raise invalid(f"This value must be greater than or equal to {least}.", self.where(name))
        if int(value) > most:
            raise invalid(f"This value must be less than or equal to {most}.", self.where(name))
        return int(value)

    def flag(self, name: str) -> bool | None:
        value = self.text(name)
        if value not in (None, "true", "false"):
            raise invalid(f"Invalid boolean: {value}", self.where(name))
        return None if value is None else value == "true"

    def choice(self, name: str, among: Sequence[str]) -> str | None:
        value = self.text(name)
        if value is not None and value not in among:
            raise invalid(f"Invalid {self.where(name)}: must be one of {', '.join(among)}", self.where(name))
        return value

    def list(self, name: str) -> list[str]:
        value = self._take(name)
        if isinstance(value, dict):
            return [item for item in value.values() if isinstance(item, str)]
        return [] if value is None else [value]

    def metadata(self, name: str = "metadata") -> dict[str, str]:
        values = self._take(name) or {}
        if not isinstance(values, dict) or any(isinstance(value, dict) for value in values.values()):
            raise invalid("Invalid object: metadata is a set of names and strings.", self.where(name))
        if len(values) > 50 or any(len(key) > 40 or len(value) > 500 for key, value in values.items()):
            raise invalid("Metadata has at most 50 names of 40 characters, values of 500.", self.where(name))
        return {key: value for key, value in values.items() if value != ""}

    def inside(self, name: str) -> "Params":
        value = self._take(name)
        if isinstance(value, str) and value:
            raise invalid("Invalid object", self.where(name))
        below = Params(value or {}, self.where(name))
        self._inside.append(below)
        return below

    def each(self, name: str) -> Sequence["Params"]:
        value = self._take(name) or {}
        numbered = isinstance(value, dict) and all(key.isdigit() for key in value)
        if not numbered or not all(isinstance(item, dict) for item in value.values()):
            raise invalid("Invalid array", self.where(name))
        items = [Params(value[key], f"{self.where(name)}[{key}]") for key in sorted(value, key=int)]
        self._inside.extend(items)
        return items

    def need(self, name: str) -> None:
        if not self._values.get(name):
            message = f"Missing required param: {self.where(name)}."
            raise invalid(message, self.where(name), "parameter_missing")

    def close(self) -> None:
        for name in sorted(self._unread):
            message = f"Received unknown parameter: {self.where(name)}"
            raise invalid(message, self.where(name), "parameter_unknown")
        for below in self._inside:
            below.close()

    def _take(self, name: str) -> Any:
        self._unread.discard(name)
        return self._values.get(name)
