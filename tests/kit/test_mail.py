"""E-mail against a real SMTP server: sent once, come back to, given up, and no foreign header."""

import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlalchemy import select
from structlog.testing import capture_logs

from kit import clock, jobs, mail, smtp
from kit.db import db, transaction
from kit.errors import NotUnderstood
from tests.databases import ON_SQLITE
from tests.post_office import Office

WORDS = mail.Words(
    ["Hello,", "here is your link:"], "https://vitrine.example/join/the-secret", "Open", ["Bye."]
)
SENDER = "Vitrine Ä <vitrine@ada.example>"


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office().open()
    yield office
    office.shut()


@pytest.fixture
def posting(app: Flask, office: Office) -> Flask:
    return through(app, office.url)


def through(app: Flask, url: str | None) -> Flask:
    app.config["VITRINE"] = replace(app.config["VITRINE"], smtp_url=url, mail_from=SENDER)
    return app


def post(
    app: Flask, to: str = "mara@ada.example", subject: str = "Hello", until: datetime | None = None
) -> str:
    with app.test_request_context(), transaction():
        return mail.post(to, subject, WORDS, until=until).id


def work(app: Flask, *mail_ids: str) -> None:
    """What a worker does with a nudge; what a job raises would only be logged there."""
    with app.app_context():
        for mail_id in mail_ids:
            mail.send_mail(mail_id)


def sweep(app: Flask) -> None:
    with app.app_context():
        mail.sweep_mails()


def row(app: Flask, mail_id: str) -> mail.Mail:
    with app.app_context():
        found = db.session.get_one(mail.Mail, mail_id, populate_existing=True)
        db.session.expunge(found)
        return found


def test_a_mail_arrives_and_is_forgotten_here(posting: Flask, office: Office):
    mail_id = post(posting, "Mara@Ada.example", "Grüße aus dem Studio")
    assert len(posting.extensions["huey"]) == 1
    work(posting, mail_id)
    (brought,) = office.postman.brought
    assert office.postman.to == ["mara@ada.example"]
    assert (brought["To"], brought["From"]) == ("mara@ada.example", SENDER)
    assert brought["Subject"] == "Grüße aus dem Studio"
    assert brought["Message-ID"] == f"<{mail_id}@ada.example>"
    assert brought["Auto-Submitted"] == "auto-generated"
    plain, rich = brought.get_body(("plain",)), brought.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert WORDS.link in plain.get_content()
    assert f'href="{WORDS.link}"' in rich.get_content()
    kept = row(posting, mail_id)
    assert (kept.status, kept.tries, kept.text, kept.html, kept.error) == ("sent", 1, None, None, None)


def test_a_job_that_runs_twice_sends_once(posting: Flask, office: Office):
    mail_id = post(posting)
    together = [threading.Thread(target=work, args=(posting, mail_id)) for _ in range(4)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    work(posting, mail_id)
    sweep(posting)
    assert len(office.postman.brought) == 1


@ON_SQLITE
def test_a_mail_whose_cause_is_undone_never_was(posting: Flask, office: Office):
    with posting.test_request_context(), pytest.raises(RuntimeError), transaction():
        mail.post("mara@ada.example", "Hello", WORDS)
        raise RuntimeError("the cause failed")
    sweep(posting)
    assert office.postman.brought == []
    with posting.app_context():
        assert list(db.session.scalars(select(mail.Mail))) == []


@ON_SQLITE
def test_a_server_that_is_down_is_come_back_to_after_growing_pauses(posting: Flask, office: Office):
    mail_id = post(posting)
    office.shut()
    pauses = []
    shift = timedelta(0)
    for _ in range(4):
        with clock.later(shift):
            sweep(posting)
            kept = row(posting, mail_id)
            pauses.append(round((kept.try_after - clock.now()).total_seconds()))
        shift += timedelta(seconds=pauses[-1] + 1)
    assert pauses == [15, 30, 60, 120]
    assert (kept.status, kept.tries) == ("waiting", 4)
    assert "ConnectionRefusedError" in (kept.error or "")
    office.open()
    sweep(posting)
    assert office.postman.brought == [], "its pause isn't over"
    with clock.later(shift):
        sweep(posting)
    assert len(office.postman.brought) == 1
    assert row(posting, mail_id).status == "sent"


@ON_SQLITE
def test_after_a_day_a_mail_is_given_up_and_forgotten(posting: Flask, office: Office):
    office.shut()
    mail_id = post(posting)
    shift = timedelta(0)
    while row(posting, mail_id).status == "waiting" and shift < timedelta(days=2):
        with clock.later(shift):
            sweep(posting)
            kept = row(posting, mail_id)
            shift += max(timedelta(seconds=1), kept.try_after - clock.now() + timedelta(seconds=1))
    assert (kept.status, kept.text, kept.html) == ("given_up", None, None)
    assert "Refused" in (kept.error or "")
    assert 10 < kept.tries < 20


@ON_SQLITE
def test_whom_we_wrote_to_is_forgotten_after_a_month(posting: Flask, office: Office):
    work(posting, post(posting))
    for days, left in ((29, 1), (31, 0)):
        with clock.later(timedelta(days=days)):
            sweep(posting)
        with posting.app_context():
            assert len(list(db.session.scalars(select(mail.Mail)))) == left


@ON_SQLITE
def test_a_link_that_is_over_is_not_sent_any_more(posting: Flask, office: Office):
    mail_id = post(posting, until=clock.now() + timedelta(minutes=60))
    with clock.later(timedelta(minutes=61)):
        work(posting, mail_id)
        sweep(posting)
    assert office.postman.brought == []
    assert row(posting, mail_id).status == "given_up"


@ON_SQLITE
def test_a_refused_recipient_is_not_tried_again(posting: Flask, office: Office):
    office.postman.to_recipient = "550 No such mailbox"
    mail_id = post(posting)
    work(posting, mail_id)
    kept = row(posting, mail_id)
    assert (kept.status, kept.tries, kept.error, kept.text) == ("given_up", 1, "No such mailbox", None)


@ON_SQLITE
@pytest.mark.parametrize(("at", "answer"), [("to_recipient", "450 Later"), ("to_data", "451 Try again")])
def test_a_server_that_says_later_is_asked_later(posting: Flask, office: Office, at: str, answer: str):
    setattr(office.postman, at, answer)
    mail_id = post(posting)
    work(posting, mail_id)
    assert row(posting, mail_id).status == "waiting"
    setattr(office.postman, at, "250 OK")
    with clock.later(timedelta(seconds=16)):
        sweep(posting)
    assert row(posting, mail_id).status == "sent"


@ON_SQLITE
def test_a_server_that_dies_in_the_middle_gets_the_same_mail_again(posting: Flask, office: Office):
    office.postman.dies_at_data = True
    mail_id = post(posting)
    work(posting, mail_id)
    assert row(posting, mail_id).status == "waiting"
    office.postman.dies_at_data = False
    with clock.later(timedelta(seconds=16)):
        sweep(posting)
    assert [one["Message-ID"] for one in office.postman.brought] == [f"<{mail_id}@ada.example>"]


@ON_SQLITE
def test_a_worker_that_dies_in_the_middle_leaves_the_mail_to_another(
    posting: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
):
    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    mail_id = post(posting)
    with monkeypatch.context() as patch:
        patch.setattr(smtp, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            work(posting, mail_id)
    sweep(posting)
    assert office.postman.brought == [], "whoever took it may still be sending"
    with clock.later(mail.CLAIM + timedelta(seconds=1)):
        sweep(posting)
    assert len(office.postman.brought) == 1


@ON_SQLITE
def test_without_a_server_a_mail_waits_and_the_log_says_nothing_of_it(app: Flask):
    with capture_logs() as told:
        mail_id = post(through(app, None))
        work(app, mail_id)
        sweep(app)
    assert (row(app, mail_id).status, row(app, mail_id).tries) == ("waiting", 0)
    assert {"event": "mail.waits", "mail": mail_id}.items() <= told[0].items()
    assert "the-secret" not in repr(told)
    with clock.later(timedelta(days=1, seconds=1)):
        sweep(app)
    assert (row(app, mail_id).status, row(app, mail_id).text) == ("given_up", None)


@ON_SQLITE
def test_it_is_sent_encrypted_and_signed_in_where_the_server_can(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    certificate = make_certificate(tmp_path)
    inside = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    inside.load_cert_chain(certificate)
    office = Office(tls_context=inside, require_starttls=True)
    office.more["authenticator"] = office.postman.authenticate
    office.more["auth_required"] = True
    office.open()
    try:
        through(app, f"smtp://{quote('ada')}:{quote('p@ss/word', safe='')}@127.0.0.1:{office.port}")
        stranger = post(app)
        work(app, stranger)
        assert "CERTIFICATE_VERIFY_FAILED" in (row(app, stranger).error or ""), "we know no such server"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        mail_id = post(app)
        work(app, mail_id)
        assert row(app, mail_id).status == "sent"
        assert office.postman.was_encrypted
        assert office.postman.users == [(b"ada", b"p@ss/word")]
        through(app, f"smtp://ada:wrong@127.0.0.1:{office.port}")
        refused = post(app)
        work(app, refused)
        kept = row(app, refused)
        assert (kept.status, (kept.error or "").split(":")[0]) == ("waiting", "SMTPAuthenticationError")
        assert "wrong" not in (kept.error or "")
    finally:
        office.shut()


def test_a_password_is_never_sent_in_the_open(monkeypatch: pytest.MonkeyPatch, office: Office):
    monkeypatch.setattr(smtp, "NEAR", set())
    letter = smtp.Letter("mail_A", "mara@ada.example", "Hello", "x", None, datetime.now(UTC))
    with pytest.raises(OSError, match="no encryption"):
        smtp.send(f"smtp://ada:secret@127.0.0.1:{office.port}", SENDER, letter)
    assert office.postman.brought == []


HOSTILE = "Ada\r\nBcc: everybody@evil.example\r\n\r\nBuy now\x00"


def test_no_name_can_write_a_header(posting: Flask, office: Office):
    mail_id = post(posting, subject=f"{HOSTILE} invites you")
    work(posting, mail_id)
    (brought,) = office.postman.brought
    assert brought["Bcc"] is None
    assert office.postman.to == ["mara@ada.example"]
    assert brought["Subject"] == "Ada Bcc: everybody@evil.example Buy now invites you"


@pytest.mark.parametrize(
    "address",
    ["", "mara", "mara@", "@ada.example", "a b@ada.example", "mara@ada.example, eve@evil.example", "<a@b.c>"]
    + [
        "mara@ada.example\nBcc: x@y.z",
        "mara@ada..example",
        "mara@-ada.example",
        "a" * 65 + "@b.c",
        "m\x00@b.c",
    ]
    + ['"a b"@ada.example', "mara@" + "a." * 120 + "example", "mara@ada.example>", "møra@ada.example"],
)
def test_what_is_no_address_gets_no_mail(address: str):
    with pytest.raises(NotUnderstood):
        smtp.address(address)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Mara@ADA.Example ", "mara@ada.example"),
        ("o'neil+films@ada.example", "o'neil+films@ada.example"),
        ("mara@bücher.example", "mara@xn--bcher-kva.example"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_an_address_is_kept_in_one_way(written: str, kept: str):
    assert smtp.address(written) == kept


def test_a_nudge_about_no_mail_does_nothing(posting: Flask, office: Office):
    with posting.app_context():
        jobs.do(mail.SENDER, "none")
    assert office.postman.brought == []


def make_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody has signed but itself."""
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    at = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), 1, at - timedelta(days=1), at + timedelta(days=1)
        )
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
