"""Write a line of the log, in the same transaction as what it tells."""

from typing import Any

import structlog
from flask import g, has_request_context

from accounts.audit.acts import ACTS, KINDS
from accounts.audit.models import Entry
from accounts.models import Person
from kit.db import db

# Nothing of these belongs in a log that many may read.
BARRED = {"password", "secret", "token", "code", "ip", "address"}
NOBODY = "Vitrine"


def record(
    act: str,
    subject_kind: str,
    subject_id: str,
    *,
    subject: str = "",
    workspace_id: str | None = None,
    by: Person | None = None,
    **what: Any,
) -> None:
    """Note that the caller (or `by`, while nobody is signed in yet) did `act` to something.

    `subject` is what people call it. What happens to a person rather than in a workspace (a sign-in, a
    password) is noted in each workspace the person belongs to.
    """
    if act not in ACTS or subject_kind not in KINDS:
        raise LookupError(f"{act} of a {subject_kind} is not in accounts/audit/acts.py")
    if told := BARRED & set(what):
        raise ValueError(f"{told} must not be in the log")
    who = _who(by)
    for workspace in _workspaces(workspace_id, by):
        db.session.add(
            Entry(
                workspace_id=workspace,
                act=act,
                subject_kind=subject_kind,
                subject_id=subject_id,
                subject=subject[:200],
                what=what,
                request_id=structlog.contextvars.get_contextvars().get("request_id"),
                **who,
            )
        )
    db.session.flush()


def record_refused(act: str, subject_kind: str, subject_id: str, **more: Any) -> None:
    """The same for what is refused: a refusal undoes its transaction, so this line is kept before it."""
    db.session.rollback()
    record(act, subject_kind, subject_id, **more)
    db.session.commit()


def _who(by: Person | None) -> dict[str, str | None]:
    if by is not None:
        return {"person_id": by.id, "key_id": None, "who": by.name}
    me = _caller()
    if me is None:
        return {"person_id": None, "key_id": None, "who": NOBODY}
    return {"person_id": me.person_id, "key_id": me.key_id, "who": me.name}


def _workspaces(workspace_id: str | None, by: Person | None) -> list[str]:
    if workspace_id is not None:
        return [workspace_id]
    if by is not None:
        return sorted({member.workspace_id for member in by.memberships})
    me = _caller()
    return [me.workspace_id] if me else []


def _caller() -> Any:
    """Who this request found to be calling. Read from where it is kept: that module stands above us."""
    return g.get("caller") if has_request_context() else None
