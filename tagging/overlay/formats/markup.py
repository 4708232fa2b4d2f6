"""XML written out: elements, texts and addresses."""

import re
from xml.sax.saxutils import escape, quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# Characters that no XML document may hold, escaped or not.
BARRED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, *inside: str, **attributes: str) -> str:
    """What is inside is markup already: made by `element`, `text` or `address`."""
    told = "".join(f" {key}={quoteattr(_legal(value))}" for key, value in attributes.items())
    return f"<{name}{told}>{''.join(inside)}</{name}>"


def text(value: str) -> str:
    return escape(_legal(value))


def address(url: str) -> str:
    """As advertising wants it: some readers of theirs take `&amp;` for a part of the address."""
    return f"<![CDATA[{_legal(url).replace(']]>', '%5D%5D%3E')}]]>"


def _legal(value: str) -> str:
    return BARRED.sub("\ufffd", value)
