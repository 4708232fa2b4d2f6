"""Speak to the server that sends our e-mail. Knows no row and no app."""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr
from urllib.parse import unquote, urlsplit

from kit.errors import NotUnderstood

# For each step of the conversation.
PATIENCE_S = 10
NEAR = {"localhost", "127.0.0.1", "::1"}
# As much of RFC 5322 as people have; nothing in it can end a header or begin a second address.
LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
DOMAIN = re.compile(
    r"(?=.{1,190}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)


class Refused(Exception):
    """The server will never take this mail for this recipient."""


@dataclass(frozen=True)
class Letter:
    """One e-mail, ready to be sent. Its id makes the same Message-ID each time it is sent."""

    id: str
    recipient: str
    subject: str
    text: str
    html: str | None
    made_at: datetime


def address(text: str) -> str:
    """An e-mail address as we keep it: lower case, its domain as DNS writes it."""
    local, _, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = ""
    if not LOCAL.fullmatch(local) or not DOMAIN.fullmatch(domain):
        raise NotUnderstood("That is no e-mail address. Write it as name@example.com.")
    return f"{local}@{domain}".lower()


def written(letter: Letter, sender: str) -> EmailMessage:
    """The letter as it goes over the line."""
    name, from_whom = parseaddr(sender)
    made = EmailMessage(policy=policy.SMTP)
    made["From"] = formataddr((name, from_whom))
    made["To"] = address(letter.recipient)
    made["Subject"] = one_line(letter.subject)
    made["Date"] = format_datetime(letter.made_at)
    made["Message-ID"] = f"<{letter.id}@{domain_of(from_whom)}>"
    # RFC 3834: no holiday note is to answer this.
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    if letter.html:
        made.add_alternative(letter.html, subtype="html")
    return made


def send(url: str, sender: str, letter: Letter) -> None:
    """Hand a letter to the server. Refused: never again; any other error: later again."""
    message = written(letter, sender)
    from_whom = parseaddr(sender)[1]
    server = connected(url, domain_of(from_whom))
    try:
        server.send_message(message, from_whom, [address(letter.recipient)])
    except smtplib.SMTPRecipientsRefused as refusal:
        answers = refusal.recipients.values()
        if all(500 <= code < 600 for code, _ in answers):
            raise Refused("; ".join(plain(words) for _, words in answers)) from refusal
        raise
    except smtplib.SMTPDataError as refusal:
        if 500 <= refusal.smtp_code < 600:
            raise Refused(plain(refusal.smtp_error)) from refusal
        raise
    finally:
        # The server has taken it or not: how it says goodbye must not make us send it twice.
        with suppress(OSError):
            server.quit()
        server.close()


def connected(url: str, our_name: str) -> smtplib.SMTP:
    """A server that is ready for a letter: encrypted where it can be, signed in where we have a name."""
    parts = urlsplit(url)
    host, is_inside = parts.hostname or "", parts.scheme == "smtps"
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if is_inside:
        server = smtplib.SMTP_SSL(
            host, parts.port or 465, local_hostname=our_name, timeout=PATIENCE_S, context=context
        )
    else:
        server = smtplib.SMTP(host, parts.port or 587, local_hostname=our_name, timeout=PATIENCE_S)
    try:
        server.ehlo()
        if not is_inside and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            is_inside = True
        if parts.username:
            if not is_inside and host not in NEAR:
                # Somebody between us and the server may have hidden its STARTTLS.
                raise smtplib.SMTPException("the server offers no encryption: the password was not sent")
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def domain_of(from_whom: str) -> str:
    return from_whom.rpartition("@")[2] or "localhost"


def one_line(text: str) -> str:
    """A header is one line, whatever a name in it holds."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def plain(words: object) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
