"""E-mail: a row written together with its cause, sent by a job, found again by a sweep until it is sent."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, Index, String, Text, delete, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock, jobs, smtp
from kit.db import Base, Instant, db, id_default, now, transaction
from kit.jobs import job, sweep
from kit.language import language

log = structlog.get_logger()

SENDER = "send_mail"
# Who sends holds the row for so long: longer than a conversation with a slow server.
CLAIM = timedelta(minutes=3)
LASTS = timedelta(days=1)
# Whom we wrote to and when is nobody's business for ever.
REMEMBERED = timedelta(days=30)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 15, 4 * 3600


class Mail(Base):
    """One e-mail on its way. It may hold a link that opens an account: once sent it is forgotten here."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_open", "sent_at", "given_up_at", "try_after"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("mail"))
    # Whatever made it, by id, so that its page can say how far the mail is.
    about: Mapped[str | None] = mapped_column(String(40), index=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str | None] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    until: Mapped[datetime] = mapped_column(Instant)
    try_after: Mapped[datetime] = mapped_column(Instant, default=now)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(500))
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    given_up_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def status(self) -> str:
        if self.sent_at:
            return "sent"
        return "given_up" if self.given_up_at else "waiting"


@dataclass(frozen=True)
class Words:
    """What a mail says: lines, one link with its own words, and lines after it."""

    lines: list[str]
    link: str | None = None
    button: str = ""
    after: list[str] = field(default_factory=list)

    def as_text(self) -> str:
        parts = [*self.lines, *([self.link] if self.link else []), *self.after]
        return "\n\n".join(parts) + "\n"

    def as_html(self, subject: str) -> str:
        # Not render_template: a page's surroundings (who is signed in) are not the recipient's.
        page = current_app.jinja_env.get_template("mail/letter.html")
        return page.render(subject=subject, words=self, language=language())


def post(
    to: str, subject: str, words: Words, *, about: str | None = None, until: datetime | None = None
) -> Mail:
    """Write an e-mail into the outbox. It leaves once the open transaction is kept, at the latest `until`."""
    subject = smtp.one_line(subject)[:200]
    made_at = clock.now()
    mail = Mail(
        about=about,
        recipient=smtp.address(to),
        subject=subject,
        text=words.as_text(),
        html=words.as_html(subject),
        made_at=made_at,
        try_after=made_at,
        until=min(until or made_at + LASTS, made_at + LASTS),
    )
    db.session.add(mail)
    db.session.flush()
    jobs.nudge(SENDER, mail.id)
    return mail


def latest_about(ids: list[str]) -> dict[str, Mail]:
    """The newest mail about each of these."""
    found = db.session.scalars(select(Mail).where(Mail.about.in_(ids)).order_by(Mail.made_at, Mail.id))
    return {mail.about: mail for mail in found if mail.about}


@job(SENDER)
def send_mail(mail_id: str) -> None:
    """Claim a mail, send it with no transaction open, note what came of it."""
    settings = current_app.config["VITRINE"]
    if not can_send():
        # Only that it waits: what it says may open an account.
        log.info("mail.waits", mail=mail_id, why="SMTP_URL is not set")
        return
    letter = _claimed(mail_id)
    if letter is None:
        return
    keep = current_app.extensions.get("keep_mail")
    try:
        if settings.smtp_url:
            smtp.send(settings.smtp_url, settings.mail_from, letter)
        elif keep:
            keep(letter)
    except smtp.Refused as refusal:
        _ended(mail_id, given_up_at=clock.now(), error=str(refusal)[:500], text=None, html=None)
        log.warning("mail.refused", mail=mail_id)
    except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors
        _failed(mail_id, error)
    else:
        forgotten = {"text": None, "html": None} if settings.smtp_url else {}
        _ended(mail_id, sent_at=clock.now(), error=None, **forgotten)
        log.info("mail.sent", mail=mail_id)


@sweep("mails", every_s=5)
def sweep_mails() -> None:
    """Mails whose nudge was lost or whose server was away; those that are too late; those of long ago."""
    now = clock.now()
    with transaction():
        late = update(Mail).where(*_is_open(), Mail.until <= now)
        db.session.execute(late.values(given_up_at=now, text=None, html=None))
        long_ago = now - REMEMBERED
        db.session.execute(delete(Mail).where(or_(Mail.sent_at < long_ago, Mail.given_up_at < long_ago)))
    if not can_send():
        return
    with transaction():
        due = select(Mail.id).where(*_is_open(), Mail.try_after <= now).order_by(Mail.try_after).limit(50)
        waiting = list(db.session.scalars(due))
    for mail_id in waiting:
        send_mail(mail_id)


def can_send() -> bool:
    return bool(current_app.config["VITRINE"].smtp_url or current_app.extensions.get("keep_mail"))


def _is_open() -> tuple[ColumnElement[bool], ...]:
    return Mail.sent_at.is_(None), Mail.given_up_at.is_(None)


def _claimed(mail_id: str) -> smtp.Letter | None:
    """Take the mail for a while; None when somebody else has it, or it is done or not due."""
    at = clock.now()
    with transaction():
        claim = update(Mail).where(Mail.id == mail_id, *_is_open(), Mail.try_after <= at, Mail.until > at)
        result = db.session.execute(claim.values(try_after=at + CLAIM, tries=Mail.tries + 1))
        assert isinstance(result, CursorResult)
        if result.rowcount != 1:
            return None
        mail = db.session.get_one(Mail, mail_id, populate_existing=True)
        return smtp.Letter(mail.id, mail.recipient, mail.subject, mail.text or "", mail.html, mail.made_at)


def _ended(mail_id: str, **values: object) -> None:
    with transaction():
        db.session.execute(update(Mail).where(Mail.id == mail_id, *_is_open()).values(**values))


def _failed(mail_id: str, error: Exception) -> None:
    """Come back later, each time after a longer pause; not at all when it would be too late."""
    with transaction():
        mail = db.session.get_one(Mail, mail_id, populate_existing=True)
        if mail.status != "waiting":
            return
        pause = timedelta(seconds=min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (mail.tries - 1)))
        mail.error = f"{type(error).__name__}: {error}"[:500]
        mail.try_after = clock.now() + pause
        if mail.try_after >= mail.until:
            mail.given_up_at, mail.text, mail.html = clock.now(), None, None
        status = mail.status
    log.warning("mail.failed", mail=mail_id, kind=type(error).__name__, status=status)
