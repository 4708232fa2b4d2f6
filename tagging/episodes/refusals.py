"""Why a film can't be taken, in the reader's language.

The modules that look at films know no reader: they refuse in English, and so it stands on the row.
Here every such sentence is listed; what a row holds is recognised and said again.
"""

import re
from functools import cache

from kit.language import _, noted

SENTENCES = (
    noted("This file is empty. Export the film again and drop it here."),
    noted(
        "This film is %(size)s; the most that can be taken is %(most)s. Export it smaller and drop it here."
    ),
    noted(
        "This film is longer than %(most)s, the most an episode can have. "
        "Cut it into episodes and drop them here one by one."
    ),
    noted("This film is cut off at %(time)s, so its end is missing. Export it again and drop it here."),
    noted(
        "This film is cut off: the index at its end is missing, so nothing in it can be found. "
        "Export it again and drop it here."
    ),
    noted("This film is cut off, and what is left of it can't be read. Export it again and drop it here."),
    noted("This is a still picture, not a film. Drop an MP4, MOV, MKV or WebM file here."),
    noted("This film takes too long to read. Export it as MP4 (H.264) and drop it here."),
    noted("This file is not a film that can be read here. Export it as MP4 (H.264) and drop it here."),
    noted("This file has sound but no picture. Export the film with its picture and drop it here."),
    noted(
        "The picture of this film is %(size)s, which can't be shown. Export it as 1080×1920 and drop it here."
    ),
    noted(
        "The picture of this film is in a format that can't be read here. "
        "Export it as MP4 (H.264) and drop it here."
    ),
    noted(
        "The picture of this film can't be read: it may be damaged or protected. "
        "Export it as MP4 (H.264) and drop it here."
    ),
    noted("The picture of this film can't be read. Export it as MP4 (H.264) and drop it here."),
    noted("This film can't be converted: part of it is damaged. Export it as MP4 (H.264) and drop it here."),
    noted("This film stops part-way and can't be read on. Export it again and drop it here."),
    noted("This film can't be read to its end. Export it again and drop it here."),
    noted("This film ends before frame %(frame)s."),
    noted("Reading this film failed several times. Export it again as MP4 and drop it here."),
)


def said(sentence: str) -> str:
    """A refusal as it stands on a row, in the reader's language; one nobody listed stays as it is."""
    for text in SENTENCES:
        known = pattern(text).fullmatch(sentence)
        if known:
            return _(text, **known.groupdict())
    return sentence


@cache
def pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", text)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if i % 2 else re.escape(part) for i, part in enumerate(parts))
    )
