"""Why a film can't be taken, in the reader's language.

The modules that look at films know no reader: they refuse in English, and so it stands on the row.
Here every such sentence is listed; what a row holds is recognised and said again.
"""

import re
from functools import cache

from kit.language import _, noted


@cache
def pattern(text: str) -> re.Pattern[str]:
    """What recognises the text with its values filled in."""
    parts = re.split(r"%\((\w+)\)s", text)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if i % 2 else re.escape(part) for i, part in enumerate(parts))
    )


class Texts(tuple[str, ...]):
    """A sentence is among them whatever values it was filled with."""

    __slots__ = ()

    def __contains__(self, sentence: object) -> bool:
        return isinstance(sentence, str) and any(pattern(text).fullmatch(sentence) for text in self)


NO_SHOTS = noted("Looking for shots failed several times. The film itself is fine; look for them again.")
SHOTS_STOPPED = noted("Looking for shots was stopped: those found until then are here.")
NOT_FOLLOWED = noted("Following this box failed several times. Draw it on another frame to try again.")
DRAWN_MEANWHILE = noted(
    "The box was changed by hand meanwhile, so it was left as it is. Correct a frame to follow it again."
)
TOO_MANY_KEYS = noted("This path has too many turns to be kept. Follow a shorter span.")
NOT_MATCHED = noted("Matching this cut failed several times. Upload it again.")
NOT_SEARCHED = noted("Looking for products failed several times. Look for them again.")
TOO_MANY_PRODUCTS = noted("Only the %(most)s newest products with a picture were looked for.")
NOT_LOOKED_THROUGH = noted("Looking for faces and captions failed several times. All else is checked.")
PICTURES_LEFT_OUT = noted("Products left out, as their picture can't be looked for: %(count)s.")

# Of the film that was brought in, whatever is looked for in it later.
OF_THE_FILM = Texts(
    (
        noted("This film is cut off at %(time)s, so its end is missing. What comes before was read."),
        noted("The sound of this film is cut off at %(time)s; its picture is there to the end."),
        noted(
            "Part of this film is damaged: pictures or sound may be missing there. "
            "Export it again if that shows."
        ),
        noted(
            "Part of this film is damaged, near %(time)s first: pictures or sound may be missing there. "
            "Export it again if that shows."
        ),
    )
)

SENTENCES = (
    noted("This file is empty. Export the film again and drop it here."),
    noted(
        "This film is %(size)s; the most that can be taken is %(most)s. Export it smaller and drop it here."
    ),
    noted(
        "This film is longer than %(most)s, the most an episode can have. "
        "Cut it into episodes and drop them here one by one."
    ),
    noted(
        "This film is cut off at %(time)s, so nearly all of it is missing. Export it again and drop it here."
    ),
    noted(
        "This film is cut off: the index at its end is missing, so nothing in it can be found. "
        "Export it again and drop it here."
    ),
    noted("This film is cut off, and what is left of it can't be read. Export it again and drop it here."),
    noted("This is a still picture, not a film. Drop an MP4, MOV, MKV or WebM file here."),
    noted(
        "This film has more pictures than can be read. "
        "Export it with at most 60 pictures a second and drop it here."
    ),
    noted("This film takes too long to read. Export it as MP4 (H.264) and drop it here."),
    noted("This file is not a film that can be read here. Export it as MP4 (H.264) and drop it here."),
    noted("This file has sound but no picture. Export the film with its picture and drop it here."),
    noted(
        "The picture of this film is %(size)s, which can't be shown. Export it as 1080×1920 and drop it here."
    ),
    noted(
        "The picture of this film is %(size)s, which is too large; the most that can be read is %(most)s. "
        "Export it as 1080×1920 and drop it here."
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
    *OF_THE_FILM,  # `tagging/episodes/lacking.py`
    # Of looking at one (`tagging/keyframes/viewing.py`).
    noted("This film is cut off at %(time)s, so its end is missing. What is there was looked at."),
    noted("Part of this film is damaged, near %(time)s first. What can't be read was left out."),
    noted("This film is interlaced: moving edges have combs, so its pictures look less sharp than they are."),
    noted("The picture of this film is of a size that can't be read."),
    noted("This film is longer than can be looked at. Only what comes before %(time)s was."),
    NO_SHOTS,
    SHOTS_STOPPED,
    NOT_FOLLOWED,
    DRAWN_MEANWHILE,
    TOO_MANY_KEYS,
    NOT_MATCHED,
    NOT_SEARCHED,
    TOO_MANY_PRODUCTS,
    PICTURES_LEFT_OUT,
    NOT_LOOKED_THROUGH,
    # Of the process that looks (`tagging/eyes/process.py`).
    noted("There is not enough memory to look at this film. Export it as MP4 (H.264) and drop it here."),
    noted("Looking at this film takes too long. Export it as MP4 (H.264) and drop it here."),
    noted(
        "Looking at this film broke off: part of it can't be read. Export it as MP4 (H.264) and drop it here."
    ),
)


def said(sentence: str) -> str:
    """A refusal as it stands on a row, in the reader's language; one nobody listed stays as it is."""
    for text in SENTENCES:
        known = pattern(text).fullmatch(sentence)
        if known:
            return _(text, **known.groupdict())
    return sentence
