"""`flask --help` in a fresh clone: no setting is needed, and nothing is made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

import app as house

ROOT = Path(house.__file__).parent


def flask(instance: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    ours = ("STRIPE_", "VITRINE_", "DATABASE_", "SECRET_")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environ |= {"VITRINE_INSTANCE": str(instance), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "flask", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "said"), [(("--help",), "reconcile"), (("db", "upgrade", "--help"), "REVISION")]
)
def test_help_needs_no_settings_and_makes_nothing(tmp_path: Path, arguments: tuple[str, ...], said: str):
    done = flask(tmp_path / "instance", *arguments)
    assert done.returncode == 0 and said in done.stdout, done.stderr
    assert "STRIPE_WEBHOOK_SECRET" not in done.stderr
    assert not (tmp_path / "instance").exists()


def test_a_command_that_is_carried_out_still_asks_for_its_settings(tmp_path: Path):
    assert "Set STRIPE_WEBHOOK_SECRET" in flask(tmp_path / "instance", "settings").stderr


def test_help_lists_every_command_there_is(app: Flask):
    assert set(house.only_commands().cli.commands) == set(app.cli.commands)
