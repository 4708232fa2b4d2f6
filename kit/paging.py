"""Pages by cursor: an opaque mark after the last item seen, which stays right while rows arrive."""

import base64
import json

from kit.errors import NotUnderstood

FOREIGN = "This cursor is not one of ours. Start again without it."


def mark(*position: str) -> str:
    return base64.urlsafe_b64encode(json.dumps(position).encode()).rstrip(b"=").decode()


def place(cursor: str | None, parts: int) -> list[str] | None:
    """Where the cursor points, or None at the beginning."""
    if not cursor:
        return None
    try:
        position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(FOREIGN) from error
    if not isinstance(position, list) or len(position) != parts or not all(map(_is_part, position)):
        raise NotUnderstood(FOREIGN)
    return position


def _is_part(part: object) -> bool:
    return isinstance(part, str) and part.isprintable()
