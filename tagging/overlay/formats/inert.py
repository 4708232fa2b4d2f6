"""JSON that stays JSON inside another format: nothing in it is markup, an arrow or the end of a line."""

import json
from typing import Any

# Some readers take a cue for text and strip its tags; others count U+2028 as the end of a line.
LIVELY = "<>&\u2028\u2029\x85"


def inert(value: Any) -> str:
    """One line; whoever reads JSON reads `value` back, letter by letter."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in LIVELY:
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
