"""The second factor: codes from a person's own app, and ten recovery codes for who lost it."""

import secrets
from dataclasses import dataclass

import pyotp
import segno
from pyotp.totp import TOTP
from sqlalchemy import delete, func, select, update

from accounts.models import Person
from accounts.signing_in.models import Authenticator, RecoveryCode
from accounts.signing_in.sealing import keyed_hash, seal, unseal
from kit import clock, ids
from kit.db import db
from kit.errors import Conflict
from kit.language import _

STEP_S = 30
# Clocks of phones are a little off: the code before and the one after are taken too.
DRIFT = (-1, 0, 1)
RECOVERY_CODES = 10
# 12 letters of 5 bits, in three groups that can be read aloud.
GROUPS, GROUP = 3, 4


@dataclass(frozen=True)
class Enrolment:
    """What a person's app needs: as a picture, and in letters for who can't photograph it."""

    picture: str
    secret: str


def is_on(person: Person) -> bool:
    return _confirmed(person.id) is not None


def begin(person: Person) -> None:
    """Make a new secret for a person's app. It counts for nothing until a code confirms it."""
    if is_on(person):
        raise Conflict(_("Two-factor is on already. Turn it off first to use another app."))
    db.session.execute(delete(Authenticator).where(Authenticator.person_id == person.id))
    db.session.add(Authenticator(person_id=person.id, sealed=seal(pyotp.random_base32())))
    db.session.flush()


def enrolment(person: Person) -> Enrolment | None:
    """What is waiting to be confirmed. Once it is, the secret is never shown again."""
    waiting = db.session.get(Authenticator, person.id)
    secret = unseal(waiting.sealed) if waiting and waiting.confirmed_at is None else None
    if secret is None:
        return None
    uri = TOTP(secret).provisioning_uri(name=person.email, issuer_name="Vitrine")
    picture = segno.make(uri, error="m", micro=False).svg_data_uri(scale=4, border=3, light="white")
    return Enrolment(picture, " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)))


def confirm(person: Person, code: str) -> list[str] | None:
    """Turn it on with one code of the app. Returns the recovery codes: they can't be shown again."""
    waiting = db.session.get(Authenticator, person.id)
    if waiting is None or waiting.confirmed_at is not None or not _take(waiting, code):
        return None
    waiting.confirmed_at = clock.now()
    return renew_recovery_codes(person)


def check(person: Person, code: str) -> bool:
    """Whether a person gave a code of their app or a recovery code. Each is taken once."""
    authenticator = _confirmed(person.id)
    if authenticator is None:
        return False
    return _take(authenticator, code) or _take_recovery_code(person, code)


def turn_off(person: Person) -> None:
    for model in (Authenticator, RecoveryCode):
        db.session.execute(delete(model).where(model.person_id == person.id))


def renew_recovery_codes(person: Person) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = [_new_code() for _n in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(person_id=person.id, digest=_digest(code)) for code in codes)
    db.session.flush()
    return codes


def recovery_codes_left(person: Person) -> int:
    wanted = select(func.count()).where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(wanted) or 0


def _confirmed(person_id: str) -> Authenticator | None:
    wanted = select(Authenticator).where(
        Authenticator.person_id == person_id, Authenticator.confirmed_at.is_not(None)
    )
    return db.session.scalar(wanted)


def _take(authenticator: Authenticator, code: str) -> bool:
    """Whether the app shows this code now. The database sees to it that no code is taken twice."""
    given = "".join(code.split())
    secret = unseal(authenticator.sealed)
    if secret is None or len(given) != 6 or not (given.isascii() and given.isdecimal()):
        return False
    app, here = TOTP(secret), int(clock.now().timestamp()) // STEP_S
    fitting = [
        here + drift for drift in DRIFT if secrets.compare_digest(app.generate_otp(here + drift), given)
    ]
    if not fitting:
        return False
    newer = Authenticator.last_step < fitting[-1]
    took = (
        update(Authenticator)
        .where(Authenticator.person_id == authenticator.person_id, newer)
        .values(last_step=fitting[-1])
        .returning(Authenticator.person_id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(took).first() is not None


def _take_recovery_code(person: Person, code: str) -> bool:
    took = (
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person.id,
            RecoveryCode.digest == _digest(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(took).first() is not None


def _new_code() -> str:
    letters = [secrets.choice(ids.LETTERS) for _n in range(GROUPS * GROUP)]
    return "-".join("".join(letters[i : i + GROUP]) for i in range(0, len(letters), GROUP))


def _digest(code: str) -> str:
    """However it was typed: the dashes and the case of letters don't matter."""
    return keyed_hash("".join(letter for letter in code[:100].upper() if letter.isalnum()))
