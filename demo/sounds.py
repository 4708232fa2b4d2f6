"""What is heard when something happens: each sound is made of noise and sines, and is as long as it takes."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Sound = NDArray[np.float64]


def time(seconds: float) -> Sound:
    return np.arange(round(seconds * RATE)) / RATE


def noise(seconds: float, low: float, high: float, seed: int = 1) -> Sound:
    """Noise between two pitches, its peak at 1."""
    length = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    spectrum *= (hertz / (hertz + low)) ** 2 / (1 + (hertz / high) ** 4)
    made = np.fft.irfft(spectrum, length)
    return made / max(1e-9, float(np.abs(made).max()))


def shaped(sound: Sound, *points: tuple[float, float]) -> Sound:
    """Louder and softer: (share of its length, loudness) from point to point."""
    x, y = zip(*points, strict=True)
    return sound * np.interp(np.linspace(0, 1, len(sound)), x, y)


def fading(sound: Sound, quick: float) -> Sound:
    t = time(len(sound) / RATE)[: len(sound)]
    return sound * np.exp(-t * quick) * np.minimum(1, t * 700)


def placed(seconds: float, *parts: tuple[float, Sound]) -> Sound:
    total = np.zeros(round(seconds * RATE))
    for at, part in parts:
        begin = round(at * RATE)
        part = part[: len(total) - begin]
        total[begin : begin + len(part)] += part
    return total


def gliding(begin: float, end: float, seconds: float) -> Sound:
    """A sine that slides from one pitch to another."""
    hertz = begin * (end / begin) ** (time(seconds) / seconds)
    return np.sin(2 * np.pi * np.cumsum(hertz) / RATE)


def partials(seconds: float, quick: float, *hertz: float) -> Sound:
    t = time(seconds)
    tones = [np.sin(2 * np.pi * h * t) * np.exp(-t * quick * (1 + k * 0.35)) for k, h in enumerate(hertz)]
    return fading(np.sum(tones, axis=0) / len(hertz), 0.01)


def rain(seconds: float) -> Sound:
    drops = np.random.default_rng(3)
    falling = noise(seconds, 900, 6500, 2) * 0.5
    for at in np.sort(drops.random(int(seconds * 9))) * max(0.0, seconds - 0.1):
        begin = int(at * RATE)
        drip = fading(gliding(900 + 1400 * drops.random(), 500, 0.05), 70) * 0.22 * drops.random()
        falling[begin : begin + len(drip)] += drip[: len(falling) - begin]
    return shaped(falling, (0, 0), (0.06, 1), (0.94, 1), (1, 0)) * 0.5


def tram() -> Sound:
    roll = shaped(noise(4, 30, 160, 4), (0, 0), (0.35, 1), (0.6, 0.5), (1, 0)) * 0.8
    squeal = shaped(gliding(1900, 1500, 1.6) * noise(1.6, 20, 90, 5), (0, 0), (0.4, 0.1), (1, 0))
    bell = partials(1.2, 4, 1180, 2370, 3120) * 0.35
    return placed(4.2, (0, roll), (1.2, squeal), (1.0, bell), (1.28, bell))


def rumble(seconds: float) -> Sound:
    under = noise(seconds, 25, 140, 6) * 0.5
    clack = fading(noise(0.2, 60, 700, 7), 28) * 0.4
    for at in np.arange(0.3, seconds - 0.6, 1.05):
        under += placed(seconds, (at, clack), (at + 0.17, clack * 0.7))[: len(under)]
    return shaped(under, (0, 0), (0.04, 1), (0.96, 1), (1, 0)) * 0.6


def hum(seconds: float) -> Sound:
    t = time(seconds)
    return (
        shaped(
            np.sin(2 * np.pi * 100 * t) + 0.4 * np.sin(2 * np.pi * 200 * t),
            (0, 0),
            (0.05, 1),
            (0.9, 1),
            (1, 0),
        )
        * 0.025
    )


def step() -> Sound:
    heel = fading(noise(0.25, 50, 420, 8), 26)
    scuff = fading(noise(0.16, 1200, 5000, 9), 30) * 0.22
    return placed(0.5, (0, heel * 0.8), (0.045, scuff))


def steps() -> Sound:
    return placed(1.6, (0, step()), (0.42, step() * 0.8), (0.82, step() * 0.55))


def cloth() -> Sound:
    return shaped(noise(0.42, 700, 4200, 10), (0, 0), (0.2, 0.5), (0.5, 0.18), (0.7, 0.3), (1, 0)) * 0.5


def whoosh() -> Sound:
    return shaped(noise(0.7, 180, 1500, 11), (0, 0), (0.45, 1), (1, 0)) * 0.55


def keys() -> Sound:
    chance = np.random.default_rng(12)
    rings = [
        (at, partials(0.4, 18, *(2600 + 3600 * chance.random(3))) * (0.2 + 0.2 * chance.random()))
        for at in np.sort(chance.random(6)) * 0.4
    ]
    return placed(0.9, *rings)


def slide() -> Sound:
    return shaped(noise(0.32, 1400, 5200, 13), (0, 0), (0.3, 0.3), (0.9, 0.5), (1, 0)) * 0.35


def lock() -> Sound:
    return placed(0.6, (0, knock(900, 60)), (0.11, knock(420, 36)), (0.24, knock(240, 30)))


def knock(hertz: float, quick: float) -> Sound:
    return fading(
        noise(0.2, hertz * 0.5, hertz * 3, 14) * 0.6 + partials(0.2, quick, hertz, hertz * 2.7) * 0.6, quick
    )


def switch() -> Sound:
    return placed(0.2, (0, knock(1700, 90) * 0.8), (0.03, knock(900, 80) * 0.5))


def tap() -> Sound:
    return knock(700, 60) * 0.4


def creak() -> Sound:
    seconds = 1.1
    t = time(seconds)
    hertz = 74 + 34 * np.sin(2 * np.pi * 0.8 * t) + 16 * np.sin(2 * np.pi * 3.1 * t)
    grains = np.maximum(0, np.sin(2 * np.pi * np.cumsum(hertz) / RATE)) ** 14
    return shaped(grains * noise(seconds, 350, 1900, 15), (0, 0), (0.2, 0.8), (0.7, 0.6), (1, 0)) * 0.6


def buzz() -> Sound:
    t = time(0.42)
    motor = np.sign(np.sin(2 * np.pi * 148 * t)) * 0.3 + np.sin(2 * np.pi * 296 * t) * 0.4
    rattle = noise(0.42, 900, 3600, 16) * 0.22
    return (
        shaped(
            (motor + rattle) * (0.75 + 0.25 * np.sin(2 * np.pi * 23 * t)), (0, 0), (0.05, 1), (0.9, 1), (1, 0)
        )
        * 0.32
    )


def heart() -> Sound:
    beat = fading(gliding(74, 40, 0.3), 13)
    return placed(0.7, (0, beat * 0.9), (0.2, beat * 0.6))


def bell() -> Sound:
    return partials(2.2, 2.1, 1568, 3140, 4230, 6300) * 0.3


def pluck() -> Sound:
    return partials(1.6, 3.0, 880, 1318.5, 1760) * 0.3


def rise() -> Sound:
    seconds = 2.2
    voices = [gliding(h, h * 1.5, seconds) for h in (110, 116.5, 165, 174.6, 233)]
    return shaped(
        np.sum(voices, axis=0) / 5 * (0.7 + 0.3 * np.sin(2 * np.pi * 9 * time(seconds))),
        (0, 0),
        (0.9, 0.7),
        (1, 0),
    )


def sting() -> Sound:
    """The end of an episode: one low blow, and a chord that doesn't resolve."""
    boom = fading(gliding(90, 31, 2.2), 2.0) * 1.1 + fading(noise(2.2, 30, 300, 17), 5) * 0.5
    chord = [
        fading(np.sin(2 * np.pi * h * time(2.0)) + 0.4 * np.sin(4 * np.pi * h * time(2.0)), 1.7)
        for h in (110, 116.54, 164.8, 233.1, 440, 466.2)
    ]
    return placed(2.3, (0, boom), (0.0, np.sum(chord, axis=0) * 0.1))


BEDS: dict[str, Callable[[float], Sound]] = {"rain": rain, "rumble": rumble, "hum": hum}
HITS: dict[str, Callable[[], Sound]] = {
    act.__name__: act
    for act in (
        tram,
        step,
        steps,
        cloth,
        whoosh,
        keys,
        slide,
        lock,
        switch,
        tap,
        creak,
        buzz,
        heart,
        bell,
        pluck,
        rise,
        sting,
    )
} | {"click": switch}


def room(sound: Sound, seconds: float, seed: int) -> Sound:
    """The echo of a room of its own, one for each ear."""
    tail = np.random.default_rng(seed).normal(size=round(seconds * RATE)) * np.exp(
        -time(seconds) * 5 / seconds
    )
    size = 1 << (len(sound) + len(tail)).bit_length()
    echo = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]
    return echo / np.sqrt(float((tail**2).sum()))
