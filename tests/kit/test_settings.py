"""Settings: each bad value stops the start with a sentence that names it."""

import ast
import stat
from pathlib import Path

import pytest

from kit import settings
from kit.given import Origin
from kit.settings import BadSetting, kept_secret, read
from tests.test_house import ROOT, STOREYS

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


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadSetting) as stop:
        given(tmp_path, HOLD_MINUTES="soon", PUBLIC_URL="shop", LOG_LEVEL="loud", REDIS_URL="localhost")
    told = str(stop.value)
    assert told.startswith("4 settings can't be used:\n")
    assert [name in told for name in ("HOLD_MINUTES", "PUBLIC_URL", "LOG_LEVEL", "REDIS_URL")] == [True] * 4


def test_a_folder_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    with pytest.raises(BadSetting, match="MEDIA_URL: the folder"):
        given(tmp_path, MEDIA_URL=str(tmp_path / "taken"))
    with pytest.raises(BadSetting, match="DATABASE_URL: there is no folder"):
        given(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/none/vitrine.db")
    with pytest.raises(BadSetting, match="VITRINE_INSTANCE: the folder"):
        given(tmp_path / "taken" / "below")


def test_what_only_one_setting_needs_is_asked_for_by_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(BadSetting, match="DATABASE_URL needs the extra `postgresql`: pip install"):
        given(tmp_path, DATABASE_URL="postgresql://u@h/d")


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("STRIPE_SECRETKEY", "STRIPE_SECRET_KEY"),
        ("stripe_secret_key", "STRIPE_SECRET_KEY"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("HOLD_MINUTE", "HOLD_MINUTES"),
        ("SMTP-URL", "SMTP_URL"),
    ],
)
def test_a_name_close_to_ours_is_asked_about(tmp_path: Path, slip: str, meant: str) -> None:
    assert given(tmp_path, **{slip: "x"}).slips == (
        f"{slip}, in the environment, is no setting. Did you mean {meant}?",
    )
    (tmp_path / "settings.env").write_text(f"{slip}=x\n")
    (said,) = given(tmp_path).slips
    assert f"in the settings.env, is no setting. Did you mean {meant}?" in said


def test_other_programs_names_are_none_of_our_business(tmp_path: Path) -> None:
    others = dict.fromkeys(("PATH", "LOGNAME", "SANDBOX_SECRET_KEY", "SANDBOX_DATABASE", "PORT"), "x")
    assert given(tmp_path, **others).slips == ()


def test_each_setting_says_where_it_came_from_and_no_secret_is_shown(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("HOLD_MINUTES=7\nMETRICS_TOKEN=hush-metrics\n")
    told = given(tmp_path, DATABASE_URL="postgresql://ada:hush@h/d", STRIPE_SECRET_KEY="sk_hush")
    assert told.origins["HOLD_MINUTES"] == Origin("7", "settings.env")
    assert told.origins["DATABASE_URL"] == Origin("postgresql://ada:…@h/d", "environment")
    assert told.origins["STRIPE_SECRET_KEY"] == Origin("set, 7 characters", "environment")
    assert told.origins["LOG_LEVEL"] == Origin("info", "default")
    assert "hush" not in repr(told) + repr(told.origins)


# What processes and libraries get from us: where figures are kept, what a looking one may know, threads.
HANDS_ON = {
    ROOT / "kit" / "metrics.py",
    ROOT / "tagging" / "eyes" / "process.py",
    ROOT / "tagging" / "keyframes" / "commands.py",
}


def test_only_the_settings_read_the_environment() -> None:
    for path in [ROOT / "app.py", *(p for s in STOREYS[:-1] for p in (ROOT / s).rglob("*.py"))]:
        if path == ROOT / "kit" / "settings.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            told = isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}
            if told and isinstance(node.value, ast.Name) and node.value.id == "os":
                assert path in HANDS_ON, f"{path} reads the environment by itself"
