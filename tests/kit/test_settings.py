"""Settings: each bad value stops the start with a sentence that names it."""

import stat
from pathlib import Path

import pytest

from kit import settings
from kit.settings import BadSetting, kept_secret, read

WEBHOOK = {"STRIPE_WEBHOOK_SECRET": "whsec_x"}

BAD = [
    ("PUBLIC_URL", "shop.example"),
    ("PUBLIC_URL", "ftp://shop.example"),
    ("PUBLIC_URL", "https://"),
    ("STRIPE_JS_URL", "js.stripe.com"),
    ("STRIPE_API_BASE", "127.0.0.1:8100"),
    ("STRIPE_SECRET_KEY", "pk_test_given_by_mistake"),
    ("STRIPE_PUBLISHABLE_KEY", "sk_test_given_by_mistake"),
    ("DATABASE_URL", "vitrine.db"),
    ("DATABASE_URL", "mysql://somewhere/vitrine"),
    ("REDIS_URL", "localhost:6379"),
    ("MAX_FILM_MINUTES", "ten"),
    ("MAX_FILM_MINUTES", "0"),
    ("MAX_FILM_MINUTES", "181"),
    ("MAX_FILM_MEGABYTES", "-1"),
    ("MAX_FILM_MEGABYTES", "1.5"),
    ("HOLD_MINUTES", "0"),
    ("HOLD_MINUTES", "1441"),
    ("HOLD_MINUTES", "9" * 5000),
    ("VITRINE_DEMO", "maybe"),
]


def given(folder: Path, **values: str) -> settings.Settings:
    return read({"VITRINE_INSTANCE": str(folder), **WEBHOOK, **values})


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_stops_the_start_and_is_named(tmp_path: Path, name: str, value: str):
    with pytest.raises(BadSetting) as stop:
        given(tmp_path, **{name: value})
    assert name in str(stop.value)
    assert str(stop.value).endswith(".")


def test_a_live_key_never_meets_the_sandbox(tmp_path: Path):
    for key in ("sk_live_x", "rk_live_x"):
        with pytest.raises(BadSetting, match="STRIPE_SECRET_KEY is a live key"):
            given(tmp_path, STRIPE_SECRET_KEY=key, STRIPE_API_BASE="http://127.0.0.1:8100")


def test_without_the_webhooks_secret_no_shop_opens(tmp_path: Path):
    with pytest.raises(BadSetting, match="STRIPE_WEBHOOK_SECRET"):
        read({"VITRINE_INSTANCE": str(tmp_path)})


def test_a_secret_is_never_repeated_in_a_complaint(tmp_path: Path):
    with pytest.raises(BadSetting) as stop:
        given(tmp_path, STRIPE_SECRET_KEY="hush_hush")
    assert "hush_hush" not in str(stop.value)


def test_with_nothing_said_it_runs_on_one_machine(tmp_path: Path):
    usual = given(tmp_path / "new")
    assert usual.database_url == f"sqlite:///{tmp_path}/new/vitrine.db"
    assert usual.media_url == f"{tmp_path}/new/media"
    assert (usual.max_film_minutes, usual.hold_minutes, usual.is_demo) == (10, 15, False)
    assert not usual.is_sandbox
    assert not usual.is_https


@pytest.mark.parametrize("name", ["postgres", "postgresql"])
def test_a_providers_name_for_postgresql_is_understood(tmp_path: Path, name: str):
    assert given(tmp_path, DATABASE_URL=f"{name}://u@h/d").database_url == "postgresql+psycopg://u@h/d"


@pytest.mark.parametrize(("text", "meant"), [("1", True), ("YES", True), ("0", False), ("", False)])
def test_yes_and_no_are_read_as_people_write_them(tmp_path: Path, text: str, meant: bool):
    assert given(tmp_path, VITRINE_DEMO=text).is_demo is meant


def test_the_made_secret_is_kept_private_and_stays(tmp_path: Path):
    path = tmp_path / "secret-key"
    first = kept_secret(path)
    assert len(first) == 64
    assert kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_the_instances_own_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("# ours\nSTRIPE_API_BASE=http://127.0.0.1:1\nHOLD_MINUTES=7\n\n")
    told = settings.read({"VITRINE_INSTANCE": str(tmp_path), "HOLD_MINUTES": "9"})
    assert (told.stripe_api_base, told.hold_minutes) == ("http://127.0.0.1:1", 9)
