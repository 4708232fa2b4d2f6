"""Alive, ready, and what there is to measure."""

from flask import Blueprint, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from kit.db import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def show_health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def show_readiness() -> tuple[dict[str, str], int]:
    """Requests can be served: the database answers, and each further check agrees."""
    db.session.execute(text("SELECT 1"))
    for check in current_app.extensions.get("ready", []):
        why = check()
        if why:
            return {"status": "waiting", "why": why}, 503
    return {"status": "ready"}, 200


@blueprint.get("/metrics")
def show_metrics() -> Response:
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
