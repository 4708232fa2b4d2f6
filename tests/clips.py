"""Draws small films whose every frame, cut and beep is known, because they were put there."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

Picture = np.ndarray[Any, Any]
Scene = Callable[[float], Picture]

BITS = 12
# Coded line by line of each field (ildct) and looked for there (ilme).
INTERLACED = av.codec.context.Flags.interlaced_dct | av.codec.context.Flags.interlaced_me
TONE_HZ = 440
SOUND_RATE = 48_000


# ---- a number written into the picture, so that a test can say which frame it sees


def numbered(picture: Picture, number: int) -> Picture:
    """The picture with a strip of black and white cells along its top: a white one, the bits, a black one."""
    height, width = picture.shape[:2]
    strip = max(8, height // 12)
    cells = [1, *((number >> bit) & 1 for bit in range(BITS)), 0]
    marked = picture.copy()
    for place, cell in enumerate(cells):
        left, right = width * place // len(cells), width * (place + 1) // len(cells)
        marked[:strip, left:right] = 235 if cell else 20
    return marked


def number_in(picture: Picture) -> int:
    """What `numbered` wrote, or -1 where no strip is to be seen."""
    height, width = picture.shape[:2]
    row = picture[max(8, height // 12) // 2].reshape(width, -1).mean(axis=1)
    cells = BITS + 2
    values = [row[int(width * (place + 0.5) / cells)] > 128 for place in range(cells)]
    if not values[0] or values[-1]:
        return -1
    return sum(int(value) << bit for bit, value in enumerate(values[1:-1]))


def numbers_of(path: Path) -> list[int]:
    """The numbers in all pictures of a film, in order."""
    with av.open(str(path)) as film:
        return [number_in(frame.to_ndarray(format="bgr24")) for frame in film.decode(video=0)]


# ---- scenes


def texture(seed: int, width: int, height: int, dark: float = 1.0) -> Picture:
    """Something like a place: soft large forms, finer ones on them, and a few hard edges."""
    luck = np.random.default_rng(seed)
    base = luck.uniform(40, 180, 3) * dark
    place = np.ones((height, width, 3), np.float32) * base.astype(np.float32)
    for cells, weight in ((3, 60), (7, 40), (16, 22), (40, 10)):
        noise = luck.normal(0, weight * dark, (cells * height // width + 1, cells, 3)).astype(np.float32)
        place += cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(8):
        colour = tuple(float(c) for c in luck.uniform(10, 240, 3) * dark)
        x, y = int(luck.integers(0, width)), int(luck.integers(0, height))
        w, h = int(luck.integers(width // 10, width // 3)), int(luck.integers(height // 12, height // 4))
        if luck.random() < 0.5:
            cv2.rectangle(place, (x, y), (x + w, y + h), colour, -1)
        else:
            cv2.ellipse(place, (x, y), (w // 2, h // 2), float(luck.uniform(0, 180)), 0, 360, colour, -1)
    return np.clip(place, 0, 255).astype(np.uint8)


def still_life(seed: int, width: int, height: int, dark: float = 1.0) -> Scene:
    """A fixed camera; something walks through."""
    place = texture(seed, width, height, dark)
    luck = np.random.default_rng(seed + 1)
    colour = tuple(float(c) for c in luck.uniform(30, 230, 3) * dark)
    side, speed, start = width // 5, luck.uniform(0.1, 0.35), luck.uniform(0, 0.6)

    def at(seconds: float) -> Picture:
        picture = place.copy()
        x = int((start + speed * seconds) % 1.2 * width) - side
        y = int((0.5 + 0.08 * np.sin(3 * seconds)) * height)
        cv2.rectangle(picture, (x, y), (x + side, y + 2 * side), colour, -1)
        cv2.circle(picture, (x + side // 2, y - side // 3), side // 3, colour, -1)
        return picture

    return at


def panned(
    seed: int, width: int, height: int, speed: float = 0.25, shake: float = 0.0, dark: float = 1.0
) -> Scene:
    """A camera that travels, and trembles like a hand when `shake` says so (a fraction of the width)."""
    wide = texture(seed, width * 3, height + height // 4, dark)
    luck = np.random.default_rng(seed + 2)
    beats = luck.uniform(1.2, 4.5, 6)

    def at(seconds: float) -> Picture:
        tremble = [
            shake * width * sum(np.sin(beat * 2 * np.pi * seconds + k) for k, beat in enumerate(part)) / 2
            for part in (beats[:3], beats[3:])
        ]
        x = width * (1 + 0.9 * np.sin(speed * seconds)) + tremble[0]
        y = height / 8 + tremble[1]
        move = np.array([[1, 0, -x], [0, 1, -y]], np.float32)
        return cv2.warpAffine(
            wide, move, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )

    return at


# ---- editing


@dataclass(frozen=True)
class Joint:
    """A change of shot: frames `start` to `end` are neither the one nor the other (none, in a cut)."""

    kind: str
    start: int
    end: int

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


@dataclass
class Edit:
    """Frames one after another, with the truth about where they were joined."""

    width: int = 180
    height: int = 320
    rate: float = 25
    frames: list[Picture] = field(default_factory=list)
    joints: list[Joint] = field(default_factory=list)
    flashes: list[int] = field(default_factory=list)

    def then(self, scene: Scene, length: int, kind: str = "cut", over: int = 12) -> "Edit":
        """The scene for `length` frames; a gradual joint takes its frames from both sides."""
        new = [scene(k / self.rate) for k in range(length)]
        at = len(self.frames)
        if not at or kind == "cut":
            if at:
                self.joints.append(Joint("cut", at, at))
            self.frames += new
            return self
        blend = BLENDS[kind]
        old = self.frames[at - over :]
        mixed = [
            blend(a, b, (k + 1) / (over + 1)) for k, (a, b) in enumerate(zip(old, new[:over], strict=True))
        ]
        self.frames[at - over :] = [*mixed, *new[over:]]
        self.joints.append(Joint(kind, at - over, at))
        return self

    def flash(self, at: int, length: int = 2, colour: int = 250) -> "Edit":
        for k in range(at, at + length):
            white = np.full_like(self.frames[k], colour)
            self.frames[k] = cv2.addWeighted(self.frames[k], 0.15, white, 0.85, 0)
        self.flashes.append(at)
        return self

    def caption(self, at: int, until: int, text: str) -> "Edit":
        for k in range(at, until):
            self.frames[k] = self.frames[k].copy()
            place = (self.width // 12, self.height * 5 // 6)
            cv2.putText(self.frames[k], text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 3)
        return self

    @property
    def cuts(self) -> list[int]:
        return [joint.start for joint in self.joints if joint.kind == "cut"]


def _dissolve(a: Picture, b: Picture, share: float) -> Picture:
    return cv2.addWeighted(a, 1 - share, b, share, 0)


def _fade(a: Picture, b: Picture, share: float) -> Picture:
    shown, light = (a, 1 - 2 * share) if share < 0.5 else (b, 2 * share - 1)
    return np.clip(shown * max(0.0, light), 0, 255).astype(np.uint8)


def _wipe(a: Picture, b: Picture, share: float) -> Picture:
    edge = int(a.shape[1] * share)
    return np.concatenate([b[:, :edge], a[:, edge:]], axis=1)


def _whip(a: Picture, b: Picture, share: float) -> Picture:
    """Both places on one long strip, the camera torn across it."""
    width = a.shape[1]
    strip = np.concatenate([a, cv2.flip(a, 1), cv2.flip(b, 1), b], axis=1)
    x = int((share * share * (3 - 2 * share)) * 3 * width)
    smear = max(1, int(width * 0.5 * (1 - abs(2 * share - 1))))
    return cv2.blur(strip, (smear, 1))[:, x : x + width]


BLENDS: dict[str, Callable[[Picture, Picture, float], Picture]] = {
    "dissolve": _dissolve,
    "fade": _fade,
    "wipe": _wipe,
    "whip": _whip,
}


# ---- files


@dataclass(frozen=True)
class Recipe:
    """How a film is wrapped; the defaults are the plainest MP4."""

    suffix: str = ".mp4"
    codec: str = "libx264"
    pixels: str = "yuv420p"
    rate: Fraction = Fraction(25)
    width: int = 180
    height: int = 320
    frames: int = 60
    rotation: int = 0
    audio: str | None = None
    audio_late_s: float = 0.0
    video_late_s: float = 0.0
    times_ms: tuple[int, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    muxer: tuple[tuple[str, str], ...] = ()
    square: Fraction | None = None
    interlaced: bool = False

    def but(self, **changes: Any) -> "Recipe":
        return replace(self, **changes)


# A phone's pace: mostly thirty a second, with hesitations.
UNEVEN_MS = tuple(int(k * 1000 / 30) + (70 if k > 20 else 0) + (130 if k > 43 else 0) for k in range(60))

RECIPES: dict[str, Recipe] = {
    "mp4 h264": Recipe(audio="aac"),
    "mp4 h264 b-frames 29.97": Recipe(audio="aac", rate=Fraction(30000, 1001), options=(("bf", "3"),)),
    "mp4 h264 60": Recipe(rate=Fraction(60)),
    "mp4 120 a second": Recipe(rate=Fraction(120), frames=120),
    "mov turned": Recipe(suffix=".mov", width=320, height=180, rotation=90, audio="aac"),
    "mov prores 10 bit": Recipe(suffix=".mov", codec="prores_ks", pixels="yuv422p10le", audio="pcm_s16le"),
    "mov mjpeg": Recipe(suffix=".mov", codec="mjpeg", pixels="yuvj420p", audio="pcm_s16le"),
    "mkv h264 uneven": Recipe(suffix=".mkv", times_ms=UNEVEN_MS, audio="libopus"),
    "mkv hevc 23.976": Recipe(suffix=".mkv", codec="libx265", rate=Fraction(24000, 1001), audio="aac"),
    "mkv hevc 10 bit": Recipe(suffix=".mkv", codec="libx265", pixels="yuv420p10le"),
    "webm vp9": Recipe(suffix=".webm", codec="libvpx-vp9", rate=Fraction(30), audio="libopus"),
    "avi mjpeg": Recipe(suffix=".avi", codec="mjpeg", pixels="yuvj420p", audio="pcm_s16le"),
    "ts h264": Recipe(suffix=".ts", audio="aac", options=(("bf", "2"),)),
    "mp4 odd sides": Recipe(pixels="yuv444p", width=181, height=321),
    "mp4 wide pixels": Recipe(width=180, height=640, square=Fraction(2)),
    "mp4 interlaced": Recipe(audio="aac", interlaced=True),
    "ts mpeg2 interlaced": Recipe(suffix=".ts", codec="mpeg2video", audio="aac", interlaced=True),
    "mp4 picture late": Recipe(audio="aac", video_late_s=0.4),
    "mp4 sound late": Recipe(audio="aac", audio_late_s=0.4),
}
BEEP_FRAME = 30


def make(folder: Path, recipe: Recipe, name: str = "film", pictures: Iterable[Picture] | None = None) -> Path:
    """The recipe's film: numbered pictures, a white one at BEEP_FRAME, and a beep at the same moment."""
    path = folder / f"{name}{recipe.suffix}"
    drawn = list(pictures) if pictures is not None else list(plain(recipe))
    with av.open(str(path), "w", options=dict(recipe.muxer)) as film:
        stream = _picture_stream(film, recipe)
        sound = film.add_stream(recipe.audio, rate=SOUND_RATE, layout="mono") if recipe.audio else None
        for k, picture in enumerate(drawn):
            frame = av.VideoFrame.from_ndarray(_turned(picture, recipe.rotation), format="bgr24")
            frame.pts, frame.time_base = _stamp(recipe, k)
            film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
        if sound:
            _write_sound(film, sound, recipe, len(drawn))
    return path


def plain(recipe: Recipe) -> Iterator[Picture]:
    upright = (recipe.height, recipe.width) if recipe.rotation % 180 else (recipe.width, recipe.height)
    scene = still_life(7, *upright)
    for k in range(recipe.frames):
        picture = scene(k / float(recipe.rate))
        if recipe.interlaced:
            picture = woven(picture, scene((k + 0.5) / float(recipe.rate)))
        if k == BEEP_FRAME:
            picture = np.full_like(picture, 250)
        yield numbered(picture, k)


def woven(early: Picture, late: Picture) -> Picture:
    """Two moments in one picture, as an interlaced camera takes them: the upper lines first."""
    both = early.copy()
    both[1::2] = late[1::2]
    return both


def combs(picture: Picture) -> float:
    """Per cent of the picture where a line is like the next but one and unlike the next: it is woven."""
    light = picture.mean(axis=2)[len(picture) // 6 :]
    next_ones, second_ones = np.abs(light[1:-1] - light[:-2]), np.abs(light[2:] - light[:-2])
    return float(((next_ones > 24) & (second_ones < 8)).mean() * 100)


def frame_time(recipe: Recipe, frame: int) -> float:
    """Seconds from the first picture."""
    stamp, tick = _stamp(recipe, frame)
    return float((stamp - _stamp(recipe, 0)[0]) * tick)


def _picture_stream(film: Any, recipe: Recipe) -> Any:
    options = {"crf": "20", "preset": "veryfast", "x265-params": "log-level=none", **dict(recipe.options)}
    known = {"libx264": ("crf", "preset", "bf"), "libx265": ("crf", "preset", "x265-params")}.get(
        recipe.codec, ()
    )
    stream = film.add_stream(
        recipe.codec, rate=recipe.rate, options={k: v for k, v in options.items() if k in known}
    )
    stream.width, stream.height, stream.pix_fmt = recipe.width, recipe.height, recipe.pixels
    if recipe.codec in ("mpeg4", "mpeg2video", "libvpx-vp9", "mjpeg"):
        stream.bit_rate = 4_000_000
    if recipe.interlaced:
        stream.codec_context.flags |= INTERLACED
    if recipe.square:
        stream.codec_context.sample_aspect_ratio = recipe.square
    if recipe.times_ms:
        stream.codec_context.time_base = Fraction(1, 1000)
    if recipe.rotation:
        stream.set_display_rotation(recipe.rotation)
    return stream


def _stamp(recipe: Recipe, frame: int) -> tuple[int, Fraction]:
    if recipe.times_ms:
        return recipe.times_ms[frame], Fraction(1, 1000)
    late = round(recipe.video_late_s * recipe.rate)
    return frame + late, 1 / recipe.rate


def _turned(picture: Picture, rotation: int) -> Picture:
    """As the sensor saw it: the player's turn brings it upright again."""
    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    return cv2.rotate(picture, turns[rotation]) if rotation else picture


def _write_sound(film: Any, stream: Any, recipe: Recipe, frames: int) -> None:
    start = recipe.audio_late_s
    first = _stamp(recipe, 0)
    ends = float(first[0] * first[1]) + frame_time(recipe, frames - 1) + float(1 / recipe.rate)
    times = np.arange(round(start * SOUND_RATE), round(ends * SOUND_RATE)) / SOUND_RATE
    loud = _beep(times, recipe)
    samples = (loud * 0.6 * np.sin(2 * np.pi * TONE_HZ * times) * 32767).astype(np.int16)
    step = 960
    for at in range(0, len(samples), step):
        frame = av.AudioFrame.from_ndarray(samples[None, at : at + step], format="s16", layout="mono")
        frame.sample_rate, frame.time_base = SOUND_RATE, Fraction(1, SOUND_RATE)
        frame.pts = at + round(start * SOUND_RATE)
        film.mux(stream.encode(frame))
    film.mux(stream.encode(None))


def _beep(times: Picture, recipe: Recipe) -> Picture:
    """Loud from the white picture on, nearly silent before."""
    if max(recipe.frames, len(recipe.times_ms)) <= BEEP_FRAME:
        return np.ones_like(times)
    first = _stamp(recipe, 0)
    at = float(first[0] * first[1]) + frame_time(recipe, BEEP_FRAME)
    return np.where(times >= at, 1.0, 0.001)


def beep_in(path: Path) -> float:
    """Seconds of the first loud sample, by the sound's own stamps."""
    with av.open(str(path)) as film:
        for frame in film.decode(audio=0):
            planes = frame.to_ndarray()
            samples = planes.reshape(len(planes), -1).astype(np.float32)
            level = np.abs(samples).max(axis=0) / (32767 if planes.dtype == np.int16 else 1)
            loud = np.flatnonzero(level > 0.2)
            if len(loud):
                return float(frame.time) + float(loud[0]) / frame.sample_rate
    return -1.0


def sound_only(folder: Path, name: str = "song") -> Path:
    path = folder / f"{name}.mp4"
    recipe = Recipe(frames=50)
    with av.open(str(path), "w") as film:
        _write_sound(film, film.add_stream("aac", rate=SOUND_RATE, layout="mono"), recipe, 50)
    return path


def song_with_cover(folder: Path) -> Path:
    """An MP3 with a picture on its sleeve (an ID3v2 APIC frame, written by hand)."""
    path = folder / "cover.mp3"
    with av.open(str(path), "w", format="mp3") as film:
        _write_sound(film, film.add_stream("mp3", rate=SOUND_RATE, layout="mono"), Recipe(frames=50), 50)
    _, sleeve = cv2.imencode(".jpg", texture(3, 64, 64))
    body = b"\x00image/jpeg\x00\x03\x00" + sleeve.tobytes()
    frame = b"APIC" + len(body).to_bytes(4, "big") + b"\x00\x00" + body
    size = len(frame)
    synchsafe = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    path.write_bytes(b"ID3\x03\x00\x00" + synchsafe + frame + path.read_bytes())
    return path


def cut_short(path: Path, keep: float) -> Path:
    """The same file without its end."""
    short = path.with_name(f"short-{path.name}")
    whole = path.read_bytes()
    short.write_bytes(whole[: int(len(whole) * keep)])
    return short
