"""Background work: sign-ins that ran out are ended, steps nobody finished are forgotten."""

from accounts.signing_in import sessions, steps
from kit.jobs import in_transaction, sweep


@sweep("sign-ins", every_s=3600)
@in_transaction
def sweep_sign_ins() -> None:
    sessions.end_what_ran_out()
    steps.forget_old()
