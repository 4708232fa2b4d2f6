"""How it is played on the way, from cloakroom to phone. Frames count from a shot's first."""

from math import pi, sin

from demo.moves import HIDDEN, Move, Pose, along, breath, ease, flicker, lids, rush, share, swing, wave


def take_coat(f: int) -> Pose:
    """Two coats sway; a hand comes up, closes on one, lifts it off and swings it out: the cut takes over."""
    up = ease(f, 34, 62)
    lift = ease(f, 70, 84)
    out = rush(f, 84, 106)
    settle = wave(f, 62, 0.5) + (wave(f, 16, 2.2) * (1 - share(f, 64, 72)) if 62 <= f < 72 else 0)
    dx, dy = -6 * lift + 250 * out, -34 * lift - 60 * out
    return {
        "other": Move(
            turn=wave(f, 74, 0.7, 20) + 2.4 * sin(share(f, 76, 105) * 3 * pi) * (1 - share(f, 76, 105))
        ),
        "other-tag": Move(turn=wave(f, 31, 4)),
        "taken": Move(dx=dx, dy=dy, turn=settle - 5 * lift + 26 * out),
        "coat-tag": Move(turn=wave(f, 27, 5) + 14 * lift - 30 * out),
        "left": Move(turn=wave(f, 90, 0.5)),
        "right": Move(turn=wave(f, 86, 0.5, 30) + 3 * out),
        "dark": HIDDEN,
        "arm": Move(
            dx=-2 * up + dx * 1.02,
            dy=330 - 555 * up + dy,
            turn=6 - 15 * up + 4 * (lift - 2 * out),
        ),
    }


def swing_on(f: int) -> Pose:
    """The same swing goes on: round her shoulders, closed, settled; she looks out of the door and leaves."""
    closed = swing(f, 5, 20)
    arm = swing(f, 3, 21)
    look = ease(f, 26, 36)
    go = rush(f, 46, 62)
    return {
        "her": Move(
            dx=-10 + 10 * ease(f, 0, 16) - 60 * go,
            dy=2 * wave(f, 12, 1) * share(f, 46, 50),
            turn=3 - 3 * closed - 2 * go,
        ),
        "torso": breath(f),
        "coat": Move(sx=max(0.3, closed), show=share(f, 4, 7)),
        "collar": Move(turn=4 * (1 - closed), show=share(f, 9, 12)),
        "sweep": _sweep(share(f, 0, 13), 1 - share(f, 9, 13)),
        "sweep-ghost": _sweep(share(f - 1.2, 0, 13), 0.4 * (1 - share(f, 8, 11))),
        "arm-l": Move(turn=118 - 118 * arm),
        "fore-l": Move(turn=60 - 60 * swing(f, 6, 24)),
        "arm-r": Move(turn=-34 + 34 * swing(f, 9, 24)),
        "fore-r": Move(turn=-70 * (1 - ease(f, 8, 22))),
        "head": Move(turn=-7 + 7 * closed + 3 * wave(f, 60) - 5 * look),
        "face": Move(dx=-3.4 * look - 2 * (1 - closed)),
        "eyes": lids(f, 15, 44),
        "pupils": Move(dx=-1.6 * ease(f, 22, 27)),
    }


def _sweep(done: float, show: float) -> Move:
    return Move(turn=128 - 180 * done, sx=0.95 - 0.4 * done, sy=0.95 - 0.15 * done, show=show)


def wait_for_tram(f: int) -> Pose:
    """Rain; the tram slides in behind her and its windows light her; her hand goes to the pocket."""
    look = along(f, (14, 0), (24, 1), (50, 1), (60, -0.25), (110, -0.4))
    reach = ease(f, 78, 108)
    passing = 1 - (1 - share(f, 6, 74)) ** 2.2
    return {
        "tram": Move(dx=-560 * passing),
        "tram-light": Move(dx=190 - 190 * passing, show=0.75 * ease(f, 8, 50)),
        "windows": Move(show=0.4 + 0.6 * flicker(f, (0, 36, 1), (52, 110, 1))),
        "street-lamp": Move(show=0.92 + 0.08 * wave(f, 9) * wave(f, 31)),
        "rain-far": _rain(f, 0.021),
        "rain": _rain(f, 0.037),
        "rain-near": _rain(f, 0.055),
        "torso": breath(f),
        "umbrella": Move(dx=-20 + wave(f, 84, 0.6), dy=wave(f, 84, 1.2), turn=2 + wave(f, 58, 0.9)),
        "arm-r": Move(turn=wave(f, 84, 0.3)),
        "hand-r": HIDDEN,
        "arm-l": Move(turn=-9 * reach + wave(f, 84, 0.5)),
        "fore-l": Move(turn=-15 * reach, sy=1 - 0.08 * reach),
        "hand-l": Move(sy=1 - 0.85 * ease(f, 94, 106), turn=-10 * reach),
        "head": Move(turn=4.5 * look + 3 * reach + wave(f, 90, 0.6)),
        "face": Move(dx=4.2 * look, dy=1.6 * reach),
        "eyes": lids(f, 12, 52, 88),
        "pupils": Move(dx=1.7 * along(f, (12, 0), (17, 1), (52, 1), (58, -0.4)), dy=1.1 * ease(f, 74, 82)),
        "brows": Move(dy=-1.2 * ease(f, 82, 92)),
    }


def _rain(f: int, speed: float) -> Move:
    """The same drops again and again, one picture's height apart, on their slant."""
    fallen = f * speed % 1
    return Move(dx=-102.4 * fallen, dy=640 * fallen)


def draw_key(f: int) -> Pose:
    """The hand that went in comes out with a key; the tag turns and can be read."""
    out = swing(f, 12, 38)
    back = ease(f, 0, 11)
    dy = 132 * (1 - out) + 10 * (back - out) + wave(f, 60, 1.2)
    return {
        "hand": Move(
            dx=-62 * (1 - out) + 6 * ease(f, 40, 74), dy=dy, turn=5 * (1 - out) - 2 * ease(f, 40, 60)
        ),
        "key-tag": Move(turn=(1 - share(f, 14, 74)) ** 1.4 * 26 * sin((f - 14) / 5.2) if f > 14 else 20),
        "key": Move(turn=wave(f, 44, 1.2)),
        "patch": Move(dy=3 * sin(pi * share(f, 4, 36)), sy=1 + 0.02 * sin(pi * share(f, 4, 36))),
    }


def ride(f: int) -> Pose:
    """The tram rolls: lights go by outside, straps swing, she thinks; something buzzes."""
    look = along(f, (8, 0.2), (26, -0.9), (52, -0.9), (66, 0.3))
    start = ease(f, 62, 67)
    straps = {f"strap-{i}": Move(turn=wave(f, 34 + i, 7, 3 * i) + wave(f, 11, 1.2)) for i in (1, 2, 3, 4)}
    return straps | {
        "houses": Move(dx=-170 + 1.7 * f),
        "far-lights": Move(dx=-180 + 2.9 * f),
        "near-lights": Move(dx=-340 + 6.4 * f),
        "drops": Move(dx=wave(f, 50, 1.5), dy=share(f, 0, 85) * 26),
        "passing-light": Move(dx=-60 + 620 * share(f % 44, 0, 26), show=0.9),
        "her": Move(dx=wave(f, 34, 1.6, 4), turn=wave(f, 34, 0.7, 4)),
        "torso": breath(f),
        "arm-l": Move(turn=-9 + wave(f, 34, 0.8) - 2 * start),
        "fore-l": Move(turn=-15, sy=0.92),
        "hand-l": Move(sy=0.15, turn=-10),
        "head": Move(turn=wave(f, 34, 1.1, 9) + 3.4 * look + 4 * start),
        "face": Move(dx=4 * look, dy=2 * start),
        "eyes": lids(f, 6, 30, 58),
        "pupils": Move(dx=1.7 * along(f, (8, 0.2), (14, -1), (56, -1), (61, 0.2)), dy=1.3 * start),
        "brows": Move(dy=-1.6 * start),
    }


def ring(f: int) -> Pose:
    """The screen wakes and shakes the hand at each ring; a thumb slides to answer."""
    answered = share(f, 46, 49)
    over = along(f, (28, 0), (42, 1), (45, 0.96), (50, 1), (66, 0))
    return _phone(f, (4, 24), answered) | {
        "thumb": Move(dx=16 * over, dy=-10 * over, turn=64 * over),
    }


def ring_again(f: int) -> Pose:
    """Nobody answers."""
    return _phone(f, (4, 28, 52, 76), 0.0) | {"thumb": Move(dx=4 * ease(f, 58, 70), turn=4 * ease(f, 58, 70))}


def _phone(f: int, rings: tuple[int, ...], answered: float) -> Pose:
    buzz = max((1 - (f - at) / 12 for at in rings if at <= f < at + 12), default=0.0)
    awake = along(f, (2, 0), (7, 1))
    ripple = ((f - rings[0]) % 24) / 24 if f >= rings[0] else 0.0
    shake = wave(f, 3.1, 2.1 * buzz)
    return {
        "screen": Move(show=awake),
        "glow": Move(
            show=awake * (0.74 + 0.16 * buzz + wave(f, 40, 0.06)), sx=1 + 0.03 * buzz, sy=1 + 0.03 * buzz
        ),
        "rings": Move(sx=1 + 0.55 * ripple, sy=1 + 0.55 * ripple, show=(1 - ripple) * (1 - answered)),
        "calling": Move(show=1 - answered),
        "talking": Move(show=answered),
        "phone": Move(dx=shake, turn=wave(f, 70, 0.8) + shake * 0.35),
        "fingers": Move(dx=shake * 0.6, dy=wave(f, 70, 0.6)),
        "cuffs": Move(dy=wave(f, 84, 1.2)),
    }


def third_coat(f: int) -> Pose:
    """One hook is empty; the other coat has hung here all the time. The lights go out over it."""
    return {
        "taken": HIDDEN,
        "arm": HIDDEN,
        "dark": Move(show=max(flicker(f, (98, 100, 0.5)), 0.85 * share(f, 106, 109))),
        "other": Move(turn=wave(f, 66, 1.1)),
        "other-tag": Move(turn=wave(f, 33, 9) * (1 - share(f, 0, 100)) + wave(f, 50, 2)),
        "left": Move(turn=wave(f, 90, 0.5)),
        "right": Move(turn=wave(f, 86, 0.5, 30)),
    }
