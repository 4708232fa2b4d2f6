"""Any film into the one shape the house knows: constant-rate H.264, upright, its first picture at 0."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from tagging.episodes import ffmpeg
from tagging.episodes.film import Film, probe
from tagging.episodes.source import FORMATS, PIXELS_MAX

LONG_SIDE, SHORT_SIDE = 1920, 1080
RATE_HIGHEST, RATE_LOWEST = 60, 5
# A packet of sound is 0.02 s long, and its last one may be half empty.
TAIL_S = 0.1
HDR = (
    "zscale=t=linear:npl=100",
    "format=gbrpf32le",
    "zscale=p=bt709",
    "tonemap=hable:desat=0",
    "zscale=t=bt709:m=bt709:r=tv",
)
BT709 = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"


def normalise(
    source: Path | str,
    target: Path | str,
    film: Film,
    progress: Callable[[float], object] = lambda fraction: None,
    keep_going: Callable[[], bool] = lambda: True,
    on_damage: Callable[[], object] = lambda: None,
) -> Film:
    """The film under `target`, whole or not at all; the answer is read back from what was written.

    `on_damage` hears that something had to be left out.
    """
    target = Path(target)
    _sweep(target)
    handle, name = tempfile.mkstemp(prefix=_prefix(target), suffix=".mp4", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        progress(0.0)
        if ffmpeg.run(_command(Path(source), part, film), film.duration_s, progress, keep_going):
            on_damage()
        made = probe(part)
        if not _is_even(made):
            ffmpeg.run(
                _command(Path(source), part, film, changes=True), film.duration_s, progress, keep_going
            )
            made = probe(part)
        made = _without_tail(part, made, keep_going)
        part.chmod(0o644)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    progress(1.0)
    return replace(made, path=target)


def output_rate(film: Film) -> Fraction:
    """The film's own rate where it is sane; a fast one is divided evenly, a slide show made to run."""
    rate = film.rate
    if rate < RATE_LOWEST:
        return Fraction(25)
    divisor = 1
    while rate / divisor > RATE_HIGHEST:
        divisor += 1
    return rate / divisor


def output_size(film: Film) -> tuple[int, int]:
    """Never larger than it was, even in both directions as H.264's colour planes need."""
    long, short = max(film.width, film.height), min(film.width, film.height)
    shrink = min(1.0, LONG_SIDE / long, SHORT_SIDE / short)
    return _even(film.width * shrink), _even(film.height * shrink)


def _even(side: float) -> int:
    return max(2, int(side + 1e-6) // 2 * 2)


def _is_even(made: Film) -> bool:
    """A picture whose size changes on the way starts the filters, and with them the count of frames, anew."""
    return not made.variable_rate and abs(made.duration_s * made.rate - made.frames) < 1


def _without_tail(part: Path, made: Film, keep_going: Callable[[], bool]) -> Film:
    """Where the picture broke off earlier than its packets told, the sound ends with it."""
    if made.audio_s <= made.duration_s + TAIL_S:
        return made
    whole = part.with_suffix(".whole.mp4")
    part.replace(whole)
    try:
        command = [
            *(
                *ffmpeg.command(made),
                "-i",
                f"file:{whole.absolute()}",
                "-c",
                "copy",
                "-t",
                f"{made.duration_s:.6f}",
            ),
            *("-map", "0", "-movflags", "+faststart", "-f", "mp4", f"file:{part.absolute()}"),
        ]
        ffmpeg.run(command, made.duration_s, lambda fraction: None, keep_going)
    finally:
        whole.unlink(missing_ok=True)
    return probe(part)


def _command(source: Path, part: Path, film: Film, changes: bool = False) -> list[str]:
    """`changes`: its size does, on the way. What scales can follow that, what takes fields apart can't."""
    rate = output_rate(film)
    sound = _sound(film) if film.audio_index is not None else ["-an"]
    return [
        *(*ffmpeg.command(film), "-max_pixels", str(PIXELS_MAX)),
        *("-protocol_whitelist", "file,pipe", "-format_whitelist", FORMATS),
        # Most of the sound may be damaged and the picture worth having.
        *("-max_error_rate", "1"),
        # With the stamps as they are, picture and sound can be moved by the same amount.
        *("-copyts", "-reinit_filter", str(int(not changes)), "-i", f"file:{source.absolute()}"),
        *("-map", f"0:{film.video_index}", "-vf", ",".join(_picture(film, rate, changes))),
        *("-c:v", "libx264", "-profile:v", "high", "-preset", "veryfast", "-crf", "20"),
        *("-maxrate", "8M", "-bufsize", "16M", "-pix_fmt", "yuv420p"),
        # Without B-frames the first picture is at 0 by its own stamp: no edit list for a player to overlook.
        *("-bf", "0", "-g", str(max(1, int(rate))), "-fps_mode", "passthrough"),
        *("-video_track_timescale", str(_timescale(rate))),
        *sound,
        *("-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-movflags", "+faststart"),
        *("-f", "mp4", f"file:{part.absolute()}"),
    ]


def _picture(film: Film, rate: Fraction, changes: bool) -> list[str]:
    width, height = output_size(film)
    # Lets through untouched what isn't marked as interlaced; a film may begin so and go on otherwise.
    first = f"scale={width}:{height}" if changes else "bwdif=mode=send_frame:deint=interlaced"
    steps = [f"setpts=PTS-({film.start_s:.6f})/TB", first]
    steps.append(f"fps={rate.numerator}/{rate.denominator}:start_time=0:round=near")
    # Unmarked HD is BT.709 by every player's guess, but BT.601 by the scaler's.
    told = ":in_color_matrix=bt709" if film.matrix == 2 and min(film.width, film.height) >= 720 else ""
    steps.append(f"scale={width}:{height}:flags=bicubic:out_color_matrix=bt709:out_range=tv{told}")
    if film.is_hdr:
        steps = [*steps[:-1], f"scale={width}:{height}:flags=bicubic", *HDR]
    return [*steps, "setsar=1", "format=yuv420p", BT709]


def _sound(film: Film) -> list[str]:
    steps = (
        f"asetpts=PTS-({film.start_s:.6f})/TB",
        # Silence before a late start and in gaps, a cut before an early one: in sync with the picture.
        "aresample=48000:async=1:first_pts=0",
        # What broke off may be read on further than it was told.
        f"atrim=end={max(film.duration_s, film.declared_s if film.ends_early else 0):.6f}",
    )
    return [
        *("-map", f"0:{film.audio_index}", "-af", ",".join(steps)),
        *("-c:a", "aac", "-b:a", "160k", "-ac", "2", "-ar", "48000"),
    ]


def _timescale(rate: Fraction) -> int:
    """A clock in which every picture falls on a whole tick."""
    scale = rate.numerator
    while scale < 10_000:
        scale *= 2
    return scale


def _prefix(target: Path) -> str:
    return f".{target.stem}.part-"


def _sweep(target: Path) -> None:
    """What a killed run left beside the target."""
    for stale in target.parent.glob(f"{_prefix(target)}*.mp4"):
        stale.unlink(missing_ok=True)
