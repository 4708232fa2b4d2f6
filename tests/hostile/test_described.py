"""The API answers as its description says, whatever it is sent: schemathesis asks, on a real server."""

import os
from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from kit.limits import limiter
from tests.cast import Cast, episode, placed, published, scarf
from tests.databases import ON_SQLITE
from tests.served import served

pytestmark = ON_SQLITE

# More by hand: EXAMPLES=300 pytest tests/hostile/test_described.py
EXAMPLES = int(os.environ.get("EXAMPLES", "12"))
# Its idea of valid knows no calendar, no film and no span that fits a cut: refusing those is right.
LEFT_OUT = {"positive_data_acceptance": {"enabled": False}}


def asked(address: str, **more: Any) -> tuple[dict[str, str], set[tuple[str, int]]]:
    """Everything that was wrong, and what each operation answered."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": 7,
            "continue-on-failure": True,
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
            # What one answer links to, another stream of requests follows: our answers link to nothing.
            "phases": {"stateful": {"enabled": False}},
            "checks": LEFT_OUT,
            "warnings": False,
            **more,
        }
    )
    schema = schemathesis.openapi.from_url(f"{address}/v1/openapi.json", config=config)
    wrong: dict[str, str] = {}
    answered: set[tuple[str, int]] = set()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            who = event.recorder.label
            given = [one.response for one in event.recorder.interactions.values()]
            answered |= {(who, response.status_code) for response in given if response is not None}
            found = [check for checks in event.recorder.checks.values() for check in checks]
            failures = [check.failure_info for check in found if check.failure_info is not None]
            for one in failures:
                wrong[f"{who}: {one.failure.title}"] = f"{one.failure.message}\n{one.code_sample}"
        elif isinstance(event, events.NonFatalError | events.FatalError):
            reason = event.value if isinstance(event, events.NonFatalError) else event.exception
            wrong[f"not asked to the end: {type(reason).__name__}"] = str(reason)
    return wrong, answered


def told(wrong: dict[str, str]) -> str:
    return "\n\n".join(f"{what}\n{how[:1500]}" for what, how in sorted(wrong.items()))


@pytest.fixture(autouse=True)
def open_gates(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of questions a minute from one client, and a failure is an answer, as in production."""
    app.testing = False
    monkeypatch.setattr(limiter, "enabled", False)


def test_nothing_undescribed_comes_back_for_unknown_things(app: Flask, cast: Cast):
    with served(app) as address:
        wrong, answered = asked(address, headers=cast.ada.bearer("admin"))
    assert not wrong, told(wrong)
    assert len({operation for operation, _ in answered}) >= 20


def test_nothing_undescribed_comes_back_for_real_things(app: Flask, cast: Cast):
    with app.app_context():
        variant = scarf(cast.ada)
        here = episode(cast.ada)
        real = {
            "path.episode_id": here,
            "path.placement_id": placed(here, variant),
            "path.release_id": published(here),
        }
    with served(app) as address:
        wrong, answered = asked(
            address,
            headers=cast.ada.bearer("admin"),
            parameters=real,
            operations=[{"include-method": "DELETE", "enabled": False}],
        )
    assert not wrong, told(wrong)
    found = {operation for operation, status in answered if status in (200, 201, 202) and "GET" in operation}
    assert len(found) >= 7, found


def test_nothing_undescribed_comes_back_to_a_stranger(app: Flask, cast: Cast):
    with served(app) as address:
        # Who they are is asked before anything they send is looked at: a few tries tell as much as many.
        wrong, _ = asked(address, phases={"coverage": {"enabled": False}, "stateful": {"enabled": False}})
    assert not wrong, told(wrong)
