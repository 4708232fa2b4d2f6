"""What a film lacks that could be taken all the same, in sentences that `refusals` knows."""

from collections.abc import Callable
from pathlib import Path

from tagging.episodes.film import Film, clock

CUT_OFF = "This film is cut off at {time}, so its end is missing. What comes before was read."
SOUND_CUT_OFF = "The sound of this film is cut off at {time}; its picture is there to the end."
DAMAGED = (
    "Part of this film is damaged: pictures or sound may be missing there. Export it again if that shows."
)
DAMAGED_AT = (
    "Part of this film is damaged, near {time} first: pictures or sound may be missing there. "
    "Export it again if that shows."
)
# An end that is missed by less is how some programs write files.
CLOSE_S = 0.5
# Pictures that are missed for longer than this, in a film that is known to be damaged.
GAP_S = 0.25


def lacking(source: Film, made: Film) -> list[str]:
    """What is missing at its end, once it is known how far the picture really goes."""
    if source.ends_early and _lacks_only_sound(source, made):
        return [SOUND_CUT_OFF.format(time=clock(made.audio_s))]
    if source.ends_early or made.duration_s < source.duration_s - CLOSE_S:
        return [CUT_OFF.format(time=clock(made.duration_s))]
    return []


def damaged(source: Film, made: Film, at_s: float | None) -> list[str]:
    """What is spoilt on the way; the last picture before a film is cut off isn't worth a sentence."""
    if lacking(source, made) and (at_s is None or at_s > made.duration_s - 2 * CLOSE_S):
        return []
    return [DAMAGED if at_s is None else DAMAGED_AT.format(time=clock(at_s))]


def first_damage(path: Path, duration_s: float, progress: Callable[[float], object]) -> float | None:
    """Seconds to where the picture is damaged first; None where it is the sound that is."""
    from tagging.episodes.decode import Clock, Damage, hurry, pictures
    from tagging.episodes.source import opened, picture_stream

    damage, at, last = Damage(), 0.0, 0.0
    with opened(path) as container:
        stream = picture_stream(container)
        hurry(stream)
        times = Clock(stream)
        for picture in pictures(container, stream, damage):
            at = times.seconds(picture)
            progress(min(0.99, at / max(duration_s, 0.001)))
            # Some containers say nothing and go on behind the damage.
            if at - last > max(GAP_S, 4 * times.step):
                return last
            if damage.errors or damage.corrupt or picture.is_corrupt:
                return at
            last = at
    return at if damage.errors or damage.corrupt else None


def _lacks_only_sound(source: Film, made: Film) -> bool:
    is_whole = bool(source.declared_s) and made.duration_s > source.declared_s - CLOSE_S
    return source.has_audio and is_whole and made.audio_s < made.duration_s - CLOSE_S
