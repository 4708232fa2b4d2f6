"""Whole cases against a slow reference that shares nothing with the product, and through the command line."""

import json
import os
import random
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from commerce.attribution.crediting import DAY, HOUR, MODELS
from commerce.attribution.replay import run
from tests.commerce.attribution import reference
from tests.databases import ON_SQLITE

NOON = 1_793_534_400_000
EDGES = [0, 1, HOUR - 1, HOUR, DAY - 1, DAY, DAY + 1, 7 * DAY - 1, 7 * DAY, 7 * DAY + 1, -1]


def case(luck: random.Random) -> dict[str, Any]:
    """Few viewers and many touches, so that windows, ties and repeats really meet."""
    orders = [
        [n, luck.randrange(3), NOON + luck.randrange(3) * DAY, luck.choice(["EUR", "JPY"]), _amount(luck)]
        for n in range(luck.randrange(1, 5))
    ]
    touches = []
    for event in range(luck.randrange(25)):
        age = luck.choice(EDGES) if luck.random() < 0.3 else luck.randrange(8 * DAY)
        ts = luck.choice(orders)[2] - age
        touches.append([event, luck.randrange(3), ts, luck.choice([1, 1, 2, 2, 3]), luck.randrange(5)])
    touches += luck.sample(touches, min(len(touches), 3))
    luck.shuffle(touches)
    refunds = [
        [n, order[0], order[2] + luck.randrange(3) * HOUR, luck.randrange(1, max(2, order[4]))]
        for n, order in enumerate(luck.choices(orders, k=luck.randrange(6)))
    ]
    return {"touches": touches, "orders": orders, "refunds": refunds}


def _amount(luck: random.Random) -> int:
    return luck.choice([0, 1, 2, 99, 100, 18900, luck.randrange(10**6), luck.randrange(10**11)])


@pytest.mark.parametrize("model", sorted(MODELS))
def test_random_cases_come_out_as_the_slow_reference_says(model: str):
    luck = random.Random(f"credit {model}")
    for number in range(300):
        given = case(luck)
        ours, theirs = run(given, model), reference.ledger(given, model)
        assert sorted(map(repr, ours)) == sorted(map(repr, theirs)), f"case {number}: {given}"


@pytest.mark.parametrize("model", sorted(MODELS))
def test_credits_less_refunds_are_what_was_paid_less_what_went_back(model: str):
    luck = random.Random(f"sums {model}")
    for _ in range(200):
        given = case(luck)
        left: dict[Any, int] = defaultdict(int)
        running: dict[Any, int] = defaultdict(int)
        for order, refund, event, _place, _currency, amount in run(given, model):
            left[order] += amount
            running[order, event] += amount
            assert amount > 0 or refund is not None
            assert running[order, event] >= 0, "a line went below zero"
        for order, _viewer, _ts, _currency, amount in given["orders"]:
            back = sum(r[3] for r in given["refunds"] if r[1] == order)
            assert left[order] == max(0, amount - back)


CASE = {
    "touches": [[1, 7, NOON - 2 * HOUR, 2, 31], [2, 7, NOON - HOUR, 2, 32], [3, 7, NOON, 1, 33]],
    "orders": [[100, 7, NOON, "EUR", 18901], [101, 8, NOON, "EUR", 500]],
    "refunds": [[9, 100, NOON + 1, 18901]],
}


@ON_SQLITE
def test_the_command_prints_the_ledger_of_a_case(app: Flask, tmp_path: Path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE))
    said = app.test_cli_runner().invoke(args=["attribute", str(path), "--model", "linear", "--json"])
    assert said.exit_code == 0, said.output
    assert json.loads(said.stdout) == [
        [100, None, 1, 31, "EUR", 9450],
        [100, None, 2, 32, "EUR", 9451],
        [100, 9, 1, 31, "EUR", -9450],
        [100, 9, 2, 32, "EUR", -9451],
        [101, None, None, None, "EUR", 500],
    ]


@ON_SQLITE
def test_the_command_prints_a_case_for_people_too(app: Flask, tmp_path: Path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE))
    said = app.test_cli_runner().invoke(args=["attribute", str(path)])
    assert said.exit_code == 0
    assert "order 101  refund -  event -  moment -  500 EUR" in said.output


@ON_SQLITE
@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"orders": [[1]]}', '{"orders": 5}', "null", '{"touches": [1]}']
)
def test_a_case_that_can_not_be_read_is_refused_with_a_sentence(app: Flask, tmp_path: Path, content: str):
    path = tmp_path / "case.json"
    path.write_text(content)
    said = app.test_cli_runner().invoke(args=["attribute", str(path), "--json"])
    assert said.exit_code == 1
    assert "This case can't be read" in said.output


def test_the_command_needs_no_settings_and_no_database(tmp_path: Path):
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"touches": [[1, 7, 1000, 2, 5]], "orders": [[3, 7, 2000, "EUR", 500]]}))
    bare = {"PATH": os.environ["PATH"], "STRIPE_API_BASE": "no address", "DATABASE_URL": "no database"}
    flask = Path(sys.executable).with_name("flask")
    ran = subprocess.run(
        [flask, "attribute", str(case), "--json"], env=bare, cwd=tmp_path, capture_output=True, text=True
    )
    assert json.loads(ran.stdout) == [[3, None, 1, 5, "EUR", 500]], ran.stderr
