"""Which process holds something, and whether it is still alive."""

import os
import secrets

_OWN: dict[int, str] = {}


def me() -> str:
    """This process: its number, and a mark that tells it from an earlier one with the same number."""
    return _OWN.setdefault(os.getpid(), f"{os.getpid()}.{secrets.token_hex(8)}")


def is_alive(owner: str) -> bool:
    number = int(owner.partition(".")[0])
    if number == os.getpid():
        return owner == me()
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
