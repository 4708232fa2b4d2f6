"""Which of Stripe's operations takes and answers what, read from the SDK, and whether it was so."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs

from tests.sandbox.spec import ROOT, Schema, Schemas, names_in

REQUESTS = Schemas(answers=False)
ANSWERS = Schemas(answers=True)
NOTHING: Schema = {"type": "object", "additionalProperties": False}


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    module: str
    params: str | None
    answer: str

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"{\w+}", "[^/]+", self.path))


@cache
def operations() -> tuple[Operation, ...]:
    """Every v1 operation the SDK knows; paths without placeholders first."""
    found = [
        operation
        for file in sorted(ROOT.rglob("*_service.py"))
        if "v2" not in file.parts
        for operation in _operations_in(file)
    ]
    return tuple(sorted(found, key=lambda one: one.path.count("{")))


def request_problems(method: str, path: str, form: str) -> list[str]:
    """What is wrong with a request, by the SDK's types; `form` is its body or its query."""
    operation = _find(method, path)
    schema, validator = _request(operation)
    return _problems(validator, _typed(_tree(form), schema))


def answer_problems(method: str, path: str, body: Any) -> list[str]:
    return _problems(_answer(_find(method, path)), body)


def _find(method: str, path: str) -> Operation:
    for operation in operations():
        if operation.method == method.lower() and operation.pattern.fullmatch(path):
            return operation
    raise LookupError(f"the SDK knows no {method} {path}")


@cache
def _request(operation: Operation) -> tuple[Schema, Any]:
    schema = NOTHING
    if operation.params:
        schema = REQUESTS.of(operation.params, names_in(operation.module))
    return schema, _compiled(schema, REQUESTS)


@cache
def _answer(operation: Operation) -> Any:
    return _compiled(ANSWERS.of(operation.answer, names_in(operation.module)), ANSWERS)


def _compiled(schema: Schema, schemas: Schemas) -> Any:
    return jsonschema_rs.Draft202012Validator({**schema, "$defs": dict(schemas.definitions)})


def _problems(validator: Any, instance: Any) -> list[str]:
    return [
        f"{'/'.join(map(str, one.instance_path))}: {one.message[:200]}"
        for one in validator.iter_errors(instance)
    ]


def _operations_in(file: Path) -> list[Operation]:
    module = ".".join(["stripe", *file.relative_to(ROOT).with_suffix("").parts])
    return [
        Operation(*call, module, _params(function), ast.unparse(function.returns).strip("'\""))
        for function in ast.walk(ast.parse(file.read_text()))
        if isinstance(function, ast.FunctionDef) and function.returns
        for call in _calls(function)
    ]


def _calls(function: ast.FunctionDef) -> list[tuple[str, str]]:
    """`self._request("get", "/v1/…".format(…))` in a method, as (method, path)."""
    found = []
    for node in ast.walk(function):
        if not (
            isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "_request" and len(node.args) > 1
        ):
            continue
        method, path = node.args[:2]
        if isinstance(path, ast.Call) and isinstance(path.func, ast.Attribute):
            path = path.func.value
        if isinstance(method, ast.Constant) and isinstance(path, ast.Constant):
            found.append((str(method.value), str(path.value)))
    return found


def _params(function: ast.FunctionDef) -> str | None:
    for argument in function.args.args:
        if argument.arg == "params" and argument.annotation:
            name = re.search(r"\w+Params\w*", ast.unparse(argument.annotation))
            return name.group(0) if name else None
    return None


def _tree(form: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        steps = [name.split("[")[0], *re.findall(r"\[([^\]]*)\]", name)]
        here = out
        for step in steps[:-1]:
            here = here.setdefault(step, {})
        here[steps[-1] or str(len(here))] = value
    return out


def _typed(value: Any, schema: Schema) -> Any:
    """Form values are text: read them as the schema wants them, so that it can say whether they fit."""
    schema = _dereferenced(schema)
    if "anyOf" in schema:
        readings = [_typed(value, one) for one in schema["anyOf"] if _may_be(value, _dereferenced(one))]
        return next((one for one in readings if one != value), value)
    kind = schema.get("type")
    if isinstance(value, dict):
        if kind == "array":
            return [_typed(value[key], schema["items"]) for key in sorted(value, key=int)]
        known, others = schema.get("properties", {}), schema.get("additionalProperties")
        return {key: _typed(one, known.get(key, others or {})) for key, one in value.items()}
    if kind == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    if kind == "number" and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value)
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


def _may_be(value: Any, schema: Schema) -> bool:
    return isinstance(value, dict) == (schema.get("type") in ("array", "object"))


def _dereferenced(schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = REQUESTS.definitions[schema["$ref"].removeprefix("#/$defs/")]
    return schema
