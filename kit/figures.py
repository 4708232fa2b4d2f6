"""What waits in the queue and among the e-mails, for Prometheus."""

from sqlalchemy import func, select

from kit import clock
from kit.db import db
from kit.jobs import queue
from kit.mail import Mail
from kit.metrics import from_rows


@from_rows("queue_jobs", "Jobs that no worker has taken yet")
def count_jobs() -> float:
    return float(queue().pending_count())


@from_rows("queue_oldest_seconds", "How long the job that waits longest has waited")
def measure_wait() -> float:
    waiting = queue().pending(limit=1)
    asked = ((waiting[0].kwargs or {}).get("about") or {}).get("asked_ms") if waiting else None
    return max(0.0, (clock.now_ms() - asked) / 1000) if asked else 0.0


@from_rows("mails_waiting", "E-mails not sent yet")
def count_mails() -> float:
    wanted = select(func.count()).select_from(Mail).where(Mail.sent_at.is_(None), Mail.given_up_at.is_(None))
    return float(db.session.scalar(wanted) or 0)


@from_rows("mails_given_up", "E-mails that could not be sent before their time was over")
def count_given_up() -> float:
    return float(db.session.scalar(select(func.count()).where(Mail.given_up_at.is_not(None))) or 0)
