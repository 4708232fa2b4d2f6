"""The API's description: our own errors in it, and for each route who may ask and what it may refuse."""

from http import HTTPStatus
from threading import RLock
from typing import Any

from flask import Flask
from flask_smorest import Api, Blueprint
from flask_smorest.utils import prepare_response
from marshmallow import INCLUDE, Schema, fields
from werkzeug.routing import Rule

PROBLEM = "application/problem+json"
CHANGES = {"POST", "PUT", "PATCH", "DELETE"}
KEY = {"type": "http", "scheme": "bearer", "description": "An API key of yours: `Authorization: Bearer vk_…`"}
SESSION = {"type": "apiKey", "in": "cookie", "name": "vitrine", "description": "Signed in, on our own pages"}


class Problem(Schema):
    """RFC 9457. `detail` is a sentence that says what to do; some refusals bring more beside it."""

    class Meta:
        unknown = INCLUDE

    type = fields.String(required=True, metadata={"example": "about:blank"})
    title = fields.String(required=True, metadata={"example": "Not Found"})
    status = fields.Integer(required=True, metadata={"example": 404})
    detail = fields.String(
        required=True,
        metadata={"example": "There is nothing here. It may have been removed, or the link is incomplete."},
    )
    errors = fields.Dict(metadata={"description": "Each field that did not fit, and why"})


class ProblemApi(Api):
    """flask-smorest's documentation with our own errors, written when somebody first reads it.

    Describing every route takes longer than all else that makes an app, and hardly a process is ever asked.
    """

    ERROR_SCHEMA = Problem

    def __init__(self, app: Flask) -> None:
        self._house = app
        self._spec: Any = None
        self._to_describe: list[Blueprint] = []
        self._describing = RLock()
        super().__init__(app)

    @property
    def spec(self) -> Any:
        """apispec's; whole for whoever asks from outside."""
        with self._describing:
            waiting, self._to_describe = self._to_describe, []
            for blueprint in waiting:
                self._describe(blueprint)
            if waiting:
                self._complete_all(self._house)
            return self._spec

    @spec.setter
    def spec(self, made: Any) -> None:
        self._spec = made

    def register_blueprint(self, blp: Blueprint, **options: Any) -> None:
        """Its routes are there at once, their description later."""
        self._house.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._house.register_blueprint(blp, **options)
        self._to_describe.append(blp)

    def _describe(self, blueprint: Blueprint) -> None:
        blueprint.register_views_in_doc(self, self._house, self._spec, name=blueprint.name, parameters=None)
        self._spec.tag({"name": blueprint.name, "description": blueprint.description})

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            response: dict[str, Any] = {"description": status.phrase, "schema": Problem}
            prepare_response(response, self.spec, PROBLEM)
            self.spec.components.response(status.name, response, lazy=True)
        default = {"description": "A refusal", "schema": Problem}
        prepare_response(default, self.spec, PROBLEM)
        self.spec.components.response("DEFAULT_ERROR", default, lazy=True)

    def _complete_all(self, app: Flask) -> None:
        """Say of each route who may ask, and every way it may refuse."""
        paths: dict[str, dict[str, Any]] = self._spec._paths
        for rule in app.url_map.iter_rules():
            path = rule.rule.replace("<", "{").replace(">", "}")
            for method in (rule.methods or set()) & {"GET", *CHANGES}:
                operation = paths.get(path, {}).get(method.lower())
                if operation is not None:
                    self._complete(operation, rule, method, _act(app, rule, method))
            for parameter in paths.get(path, {}).get("parameters", ()):
                # Every id is a prefix, then letters and digits only.
                parameter["schema"] = {"type": "string", "pattern": "^[a-z]+_[A-Za-z0-9]+$", "maxLength": 40}

    def _complete(self, operation: dict[str, Any], rule: Rule, method: str, act: str | None) -> None:
        operation["security"] = [{"key": []}, {"session": []}] if act else []
        responses = operation["responses"]
        responses.pop("default", None)
        for status in refusals(operation, rule, method, act):
            told = self.spec.components.get_ref("response", HTTPStatus(status).name)
            responses.setdefault(str(status), told)


def refusals(operation: dict[str, Any], rule: Rule, method: str, act: str | None) -> list[int]:
    # 503: the database is busy, or a part we depend on is gone.
    known = [429, 503]
    if act:
        known += [401, 403]
    if rule.arguments or "requestBody" in operation:
        known += [404]
    if rule.arguments or "requestBody" in operation or operation.get("parameters"):
        known += [422]
    if method in CHANGES:
        known += [400, 409, 413]
    if "requestBody" in operation:
        known += [410, 415]
    return sorted(known)


def _act(app: Flask, rule: Rule, method: str) -> str | None:
    """What a caller needs to be allowed to, as `requires` noted it on the view."""
    view = app.view_functions[rule.endpoint]
    its_class = getattr(view, "view_class", None)
    asked = getattr(its_class, method.lower(), None) if its_class else view
    return getattr(asked, "_act", None)
