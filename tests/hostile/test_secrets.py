"""Secrets that we know are looked for in everything that is written down or shown."""

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import structlog
from flask import Flask

from kit import logs, redact
from kit.limits import limiter
from tests.cast import PASSWORD, Cast, episode, scarf
from tests.databases import ON_SQLITE
from tests.proof import proof, signed_in

WORDS = {
    "vk_AbCdEf0123456789-_xyz": "key of ours",
    "sk_live_51AbCdEf": "Stripe's key",
    "rk_test_51AbCdEf": "restricted key",
    "whsec_0123abcdef": "webhook secret",
    "cs_test_a1_secret_b2C3": "payment form",
    "pi_3Abc_secret_Def": "payment",
    "postgresql://vitrine:hush-hush@db.example/x": "database",
    "smtp://post:hush-hush@mail.example:587": "mail server",
    "Bearer abc.def-ghi": "proof",
    "https://films.example/join/Tok3n-of_mail": "invitation",
    "/reset/Tok3n-of_mail?x=1": "reset",
    "password=hush-hush&next=/": "form",
    "Cookie: vitrine=eyJhbGciOi.abc; language=de": "cookie",
    "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA": "hash",
}
TELLING = re.compile(r"0123456789|51AbCdEf|0123abcdef|b2C3|secret_Def|hush|def-ghi|Tok3n|eyJhb|aGFzaA")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the logs say from here on."""
    out = io.StringIO()
    logs.configure()
    structlog.configure(**{**structlog.get_config(), "logger_factory": lambda *_: structlog.PrintLogger(out)})
    yield out
    logs.configure()


def test_a_secret_is_known_by_its_look(written: io.StringIO):
    log = structlog.get_logger()
    for word, what in WORDS.items():
        log.warning(what, said=f"it was {word}!", deep={"a": [word, {"b": (word, word.encode())}]})
        try:
            raise RuntimeError(word)
        except RuntimeError:
            log.exception("failed")
    assert written.getvalue().count("\n") >= 2 * len(WORDS)
    assert not TELLING.search(written.getvalue()), TELLING.search(written.getvalue())


def test_a_secret_is_known_by_its_name(written: io.StringIO):
    log = structlog.get_logger()
    for name in ("password", "token", "client_secret", "Authorization", "Set-Cookie", "smtp_url"):
        log.info("told", **{name.replace("-", "_"): "hush"}, headers={name: "hush"})
    assert "hush" not in written.getvalue()


def test_what_others_log_is_cleaned_too(written: io.StringIO):
    out = logging.StreamHandler(written)
    logger = logging.getLogger("gunicorn.error")
    logger.addHandler(out)
    for word in WORDS:
        logger.warning("request %s failed: %s", word, {"with": word})
    logger.removeHandler(out)
    assert "failed" in written.getvalue()
    assert not TELLING.search(written.getvalue())


def test_words_that_are_no_secrets_stay():
    for text in (
        "GET /v1/episodes/ep_A → 200",
        "https://films.example:8443/watch/ep_A?channel=ch_B",
        "18:30:00",
    ):
        assert redact.clean(text) == text


@ON_SQLITE
def test_nobodys_secret_is_written_down_or_shown(
    app: Flask, cast: Cast, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limiter, "enabled", False)
    app.testing = False
    ours = replace(
        app.config["VITRINE"], smtp_url="smtp://post:hush-hush@127.0.0.1:9", metrics_token="hush-hush-too"
    )
    app.config["VITRINE"] = ours
    with app.app_context():
        variant = scarf(cast.ada)
        here = episode(cast.ada)
    client = app.test_client()
    page = signed_in(client, cast.ada.email("admin"))
    about = proof(client)
    made = page.post("/keys", data={"name": "for the log"}, headers=about)
    new_key = re.findall(r"vk_[\w-]{20,}", made.text)[0]
    secrets = {
        new_key,
        PASSWORD,
        "hush-hush",
        ours.secret_key,
        ours.stripe_secret_key,
        *cast.ada.keys.values(),
    }
    secrets |= {ours.stripe_webhook_secret, about["X-CSRFToken"]}
    paths = ["/", "/studio", f"/studio/{here}", "/keys", "/reports", "/account", "/team", "/log", "/metrics"]
    shown = [page.get(path).text for path in paths]
    began = page.post("/v1/checkouts", json={"lines": [{"variant": variant, "quantity": 1}]}).get_json()
    secrets.add(began["client_secret"])
    for key in cast.ada.keys.values():
        client.get("/v1/episodes", headers={"Authorization": f"Bearer {key}"})
        client.get(f"/v1/episodes?key={key}", headers={"Cookie": f"vitrine={key}"})
        client.get(f"/join/{key}")
        client.get(f"/reset/{key}")
        client.get(f"/nowhere/{key}")
    client.post("/sign-in", data={"email": "a@b.example", "password": "hush-hush"}, headers=proof(client))
    client.post("/forgotten", data={"email": cast.ada.email("editor")}, headers=proof(client))

    def fails(*_args: object, **_kwargs: object) -> str:
        raise RuntimeError(f"at {ours.smtp_url} with {new_key} and password={PASSWORD.split()[0]}hush-hush")

    app.view_functions["studio_pages.show_library"] = fails
    answer = page.get("/studio")
    assert answer.status_code == 500
    shown.append(answer.text)
    told = written.getvalue()
    assert "request.failed" in told
    for secret in secrets:
        assert secret not in told, secret
        assert not [text for text in shown if secret in text and secret != about["X-CSRFToken"]], secret
