"""Pages by cursor: an opaque mark after the last item seen, which stays right while rows arrive."""

import base64
import json

from kit.errors import NotUnderstood


def mark(*position: str | int) -> str:
    return base64.urlsafe_b64encode(json.dumps(position).encode()).rstrip(b"=").decode()


def place(cursor: str | None, parts: int) -> list[str | int] | None:
    """Where the cursor points, or None at the beginning."""
    if not cursor:
        return None
    try:
        position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise NotUnderstood("This cursor is not one of ours. Start again without it.") from error
    if not isinstance(position, list) or len(position) != parts:
        raise NotUnderstood("This cursor is not one of ours. Start again without it.")
    return position
