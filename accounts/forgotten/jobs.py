"""Links for forgotten passwords that are over: nothing needs them any more."""

from datetime import timedelta

from sqlalchemy import delete

from accounts.forgotten.models import PasswordReset
from kit import clock
from kit.db import db, transaction
from kit.jobs import sweep


@sweep("old links", every_s=3600)
def forget_old_links() -> None:
    with transaction():
        over = PasswordReset.expires_at < clock.now() - timedelta(days=1)
        db.session.execute(delete(PasswordReset).where(over))
