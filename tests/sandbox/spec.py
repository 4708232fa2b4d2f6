"""JSON schemas for Stripe's requests and answers, made from the types of the installed SDK.

The SDK's types are generated from Stripe's own description of its API, so schemas made from them can't drift
away from the SDK in use, and no file of Stripe's has to be kept here.
"""

import ast
import decimal
import importlib
import inspect
import typing
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any

import stripe
import typing_extensions as te
from stripe._list_object import ListObject
from stripe._request_options import RequestOptions
from stripe._stripe_object import StripeObject, UntypedStripeObject

Schema = dict[str, Any]
Namespace = dict[str, Any]
ROOT = Path(stripe.__file__).parent
SCALARS: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    decimal.Decimal: {"type": "string"},
}
# Options of the call itself (idempotency_key, api_key, …), which ride in headers.
OPTIONS = frozenset(RequestOptions.__annotations__)
UNTYPED = (dict, StripeObject, UntypedStripeObject)


@cache
def names_in(module: str) -> Namespace:
    """What the annotations of a module may name, imports for type checkers only included."""
    loaded = importlib.import_module(module)
    names: Namespace = {**vars(typing), **vars(te), **vars(loaded)}
    for node in ast.walk(ast.parse(Path(str(loaded.__file__)).read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stripe"):
            for alias in node.names:
                source = importlib.import_module(str(node.module))
                names.setdefault(alias.asname or alias.name, getattr(source, alias.name, None))
    return names


class Schemas:
    """Collects definitions while types are turned into schemas.

    An answer is held to the fields and values that the SDK knows. A request may use newer values of an enum,
    because the SDK types them `Literal[…] | str`.
    """

    def __init__(self, *, answers: bool) -> None:
        self.answers = answers
        self.definitions: dict[str, Schema] = {}

    def of(self, annotation: object, names: Namespace) -> Schema:
        kind = resolved(annotation, names)
        origin, arguments = te.get_origin(kind), te.get_args(kind)
        if kind is Any or isinstance(kind, typing.TypeVar):
            return {}
        if kind in (None, NoneType):
            return {"type": "null"}
        if origin in (te.NotRequired, te.Required, te.Annotated, typing.ClassVar):
            return self.of(arguments[0], names)
        if origin is te.Literal:
            return {"enum": list(arguments)}
        if origin is typing.Union or isinstance(kind, UnionType):
            return self._union([resolved(one, names) for one in arguments], names)
        if origin is list:
            return {"type": "array", "items": self.of(arguments[0], names)}
        if origin in (dict, UntypedStripeObject):
            return {"type": "object", "additionalProperties": self.of(arguments[-1], names)}
        if origin is ListObject:
            return self._list(self.of(arguments[0], names))
        if isinstance(kind, type) and kind in SCALARS:
            return SCALARS[kind]
        if kind in UNTYPED:
            return {"type": "object"}
        if te.is_typeddict(kind):
            return self._defined(kind, self._typed_dict)
        if isinstance(kind, type) and issubclass(kind, StripeObject):
            return self._defined(kind, self._object)
        raise TypeError(f"no schema for {kind!r}")

    def _union(self, kinds: list[Any], names: Namespace) -> Schema:
        is_open = str in kinds and any(te.get_origin(kind) is te.Literal for kind in kinds)
        if is_open:
            # `Literal['']` is how the SDK types "or empty, to unset": then any text is meant.
            literals = [
                kind for kind in kinds if te.get_origin(kind) is te.Literal and te.get_args(kind) != ("",)
            ]
            closed = self.answers and any(te.get_args(kind) != ("",) for kind in literals)
            kinds = [
                kind for kind in kinds if not (kind is str if closed else te.get_origin(kind) is te.Literal)
            ]
        if not self.answers:
            # The SDK takes its own objects where Stripe takes plain ones.
            plain = [kind for kind in kinds if UntypedStripeObject not in (kind, te.get_origin(kind))]
            kinds = plain or kinds
        return {"anyOf": [self.of(kind, names) for kind in kinds]}

    def _list(self, items: Schema) -> Schema:
        properties = {
            "object": {"enum": ["list"]},
            "data": {"type": "array", "items": items},
            "has_more": {"type": "boolean"},
            "url": {"type": "string"},
        }
        return _object_schema(properties, list(properties))

    def _defined(self, kind: Any, build: typing.Callable[[Any], Schema]) -> Schema:
        name = f"{kind.__module__}.{kind.__qualname__}"
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = build(kind)
        return {"$ref": f"#/$defs/{name}"}

    def _typed_dict(self, kind: Any) -> Schema:
        names, properties, required = names_in(kind.__module__), {}, []
        for name, annotation in _annotations(kind).items():
            if name in OPTIONS:
                continue
            field = resolved(annotation, names)
            properties[name] = self.of(field, names)
            if te.get_origin(field) is not te.NotRequired:
                required.append(name)
        return _object_schema(properties, required)

    def _object(self, kind: type[StripeObject]) -> Schema:
        names, properties, required = _names_inside(kind), {}, []
        remapped = getattr(kind, "_field_remappings", {})
        for name, annotation in inspect.get_annotations(kind).items():
            if name.startswith("_") or "ClassVar" in str(annotation) or name == "deleted":
                continue
            field = resolved(annotation, names)
            properties[remapped.get(name, name)] = self.of(field, names)
            if NoneType not in te.get_args(field):
                required.append(remapped.get(name, name))
        return _object_schema(properties, required)


def resolved(annotation: object, names: Namespace) -> Any:
    while isinstance(annotation, str | typing.ForwardRef):
        text = annotation if isinstance(annotation, str) else annotation.__forward_arg__
        annotation = eval(text, dict(names))  # noqa: S307  # the SDK's own annotations
    return annotation


def _object_schema(properties: dict[str, Schema], required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _annotations(kind: Any) -> dict[str, Any]:
    """A TypedDict's own fields and those of the TypedDicts it extends."""
    inherited = [_annotations(base) for base in getattr(kind, "__orig_bases__", ()) if te.is_typeddict(base)]
    return {name: one for fields in [*inherited, kind.__annotations__] for name, one in fields.items()}


def _names_inside(kind: type) -> Namespace:
    """Annotations of a nested class may name its outer classes' other nested classes."""
    names = dict(names_in(kind.__module__))
    here: Any = importlib.import_module(kind.__module__)
    for step in kind.__qualname__.split("."):
        here = getattr(here, step)
        names[step] = here
        names.update({name: one for name, one in vars(here).items() if isinstance(one, type)})
    return names
