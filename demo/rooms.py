"""How it is played in the house, from mirror to corridor. Frames count from a shot's first."""

from math import pi, sin

from demo.moves import HIDDEN, Move, Pose, along, bend, breath, ease, flicker, lids, share, swing, wave


def paint_lips(f: int) -> Pose:
    """A stroke of red from one corner of the mouth to the other; she presses her lips and looks up."""
    stroke = along(f, (24, 0), (40, 0.5), (46, 0.46), (64, 1))
    away = ease(f, 68, 86)
    come = ease(f, -8, 22)
    return {
        "bulbs": Move(show=0.62 + 0.04 * wave(f, 23) * wave(f, 57)),
        "hand": Move(
            dx=-32 + 82 * stroke + 40 * away - 24 * (1 - come),
            dy=-18 + 9 * sin(pi * stroke) + 118 * (1 - come) + 92 * away,
            turn=-5 + 7 * stroke + 6 * away,
        ),
        "lips": Move(wipe=min(1.0, 0.06 + stroke * 0.98) if f > 24 else 0.0),
        "reflection": Move(dx=wave(f, 80, 1.2), dy=wave(f, 84, 0.8), turn=wave(f, 96, 0.5) - 1.6 * away),
        "face": Move(dx=1.2 * away - 0.8 * ease(f, 20, 40)),
        "eyes": lids(f, 14, 70),
        "pupils": Move(dy=1.3 * ease(f, 18, 24) * (1 - ease(f, 66, 70)), dx=0.6 * wave(f, 66)),
        "brows": Move(dy=-1.6 * ease(f, 22, 34) * (1 - ease(f, 62, 70)) - 1.2 * away),
        "mouth": Move(
            sx=1 - 0.07 * sin(pi * share(f, 66, 78)),
            sy=1 - 0.3 * sin(pi * share(f, 66, 78)) + 0.07 * sin(pi * stroke),
        ),
        "shine": Move(dx=wave(f, 120, 3)),
    }


def climb(f: int) -> Pose:
    """Up the stairs: the camera goes with her, so the stairs go by; each foot in turn goes two steps up."""
    pace = 16
    k = (f + 9) / pace
    bob = 5 * abs(sin(pi * k)) - 3
    world = Move(dx=-66 * (k % 1), dy=72 * (k % 1))
    pose: Pose = {
        "stairs": world,
        "window": Move(dx=-14 * share(f, 0, 80), dy=20 * share(f, 0, 80)),
        "hem": Move(dx=wave(f, 2 * pace, 2), dy=-bob, turn=wave(f, 2 * pace, 1.2), sy=1 - 0.008 * bob),
    }
    for name, root, base, late in (("near", (130, -10), (96, 424), 0), ("far", (166, -6), (128, 428), 1)):
        phase = (k + late) % 2
        step = ease(phase, 0.08, 0.94) if phase < 1 else 2 - phase
        lift = sin(pi * share(phase, 0.02, 0.96)) if phase < 1 else 0.0
        ankle = (base[0] + 66 * step - 8 * lift, base[1] - 72 * step - 40 * lift)
        thigh, shin = bend((root[0], root[1] - bob), ankle, 222, 222)
        flat = 13 * lift if phase < 0.5 else -9 * lift
        pose |= {
            f"thigh-{name}": Move(dy=-bob, turn=thigh),
            f"shin-{name}": Move(turn=shin),
            f"shoe-{name}": Move(turn=-thigh - shin + flat),
            f"{name}-shadow": Move(
                dx=ankle[0] - base[0], dy=ankle[1] - base[1] + 40 * lift, show=1 - 0.75 * lift
            ),
        }
    return pose


def unlock(f: int) -> Pose:
    """The key slides in and turns; the door gives way, and light falls out of the gap."""
    into = ease(f, 4, 20)
    turned = ease(f, 26, 36)
    gap = ease(f, 44, 66)
    return {
        "hand": Move(
            dx=74 * (1 - into) - 64 * gap,
            dy=7 * (1 - into) + wave(f, 50, 0.8) - 2 * turned,
            turn=3 * (1 - into) - 7 * turned,
        ),
        "key": Move(sy=1 - 0.62 * turned),
        "key-tag": Move(turn=16 * (1 - share(f, 20, 64)) * sin(f / 4) + 10 * turned),
        "door": Move(dx=-64 * gap, sx=1 - 0.1 * gap),
        "handle": Move(turn=-16 * sin(pi * share(f, 36, 58))),
        "hall-light": Move(show=0.8 + 0.05 * wave(f, 37)),
    }


def lamp_comes_on(f: int) -> Pose:
    """She comes in out of the dark; the lamp stutters, catches, and she starts."""
    walk = ease(f, -10, 36)
    on = max(flicker(f, (34, 36, 0.5), (39, 41, 0.3), (43, 45, 0.7)), ease(f, 45, 53))
    start = swing(f, 45, 57) if f >= 45 else 0.0
    return {
        "him": HIDDEN,
        "on": Move(show=on),
        "glow": Move(
            show=0.9 + 0.03 * wave(f, 13) * wave(f, 41), sx=1 + wave(f, 60, 0.01), sy=1 + wave(f, 60, 0.01)
        ),
        "bloom": Move(show=0.8),
        "rim": Move(show=0.12 + 0.88 * on),
        "her-dark": Move(
            dx=-96 * (1 - walk) - 9 * start,
            dy=5 * abs(sin(pi * share(f, 0, 36) * 2)) * (1 - share(f, 34, 36)),
            sx=1 + wave(f, 84, 0.004),
            sy=1 + wave(f, 84, 0.006),
        ),
        "her-head": Move(turn=5 * ease(f, 18, 30) - 12 * start + 4 * ease(f, 70, 88)),
    }


def nobody_moves(f: int) -> Pose:
    return {
        "on": Move(show=0.94 + 0.06 * wave(f, 17) * wave(f, 47) - flicker(f, (62, 64, 0.4), (67, 68, 0.25))),
        "glow": Move(show=0.9 + 0.04 * wave(f, 13)),
        "bloom": Move(show=0.8),
        "her-dark": Move(dx=-6, sx=1 + wave(f, 76, 0.006), sy=1 + wave(f, 76, 0.009)),
        "her-head": Move(turn=wave(f, 120, 2) + 5 * ease(f, 60, 74)),
        "him": Move(
            dx=-16 - 10 * ease(f, 10, 60), sx=1 + wave(f, 88, 0.005, 30), sy=1 + wave(f, 88, 0.008, 30)
        ),
    }


def touch_mug(f: int) -> Pose:
    """Steam; a hand comes in from her side, touches, and draws back a little: hot."""
    near = ease(f, 16, 44)
    off = swing(f, 50, 62)
    return _steam(f) | {
        "hand": Move(
            dx=-190 * (1 - near) - 12 * off + wave(f, 60, 0.7),
            dy=34 * (1 - near) - 3 * off,
            turn=8 * (1 - near) - 2 * off,
        ),
        "cup": Move(turn=0.7 * sin(pi * share(f, 44, 52))),
    }


def push_mug(f: int) -> Pose:
    """The cup comes sliding into the picture, pushed by the hand."""
    push = ease(f, 6, 34)
    away = ease(f, 44, 70)
    dx = -96 * (1 - push)
    pose = _steam(f) | {
        "cup": Move(dx=dx, turn=1.2 * sin(pi * share(f, 30, 42))),
        "hand": Move(dx=dx - 170 * away + wave(f, 60, 0.6), dy=24 * away, turn=6 * away),
    }
    for i in (1, 2, 3):
        pose[f"steam-{i}"] = pose[f"steam-{i}"]._replace(
            dx=pose[f"steam-{i}"].dx + dx, turn=-5 * (1 - push) + 4 * sin(pi * push)
        )
    return pose


def _steam(f: int) -> Pose:
    pose: Pose = {
        "town-lights": Move(dx=wave(f, 140, 5)),
        "rain-far": Move(dx=-2 * (f % 10) / 10, dy=14 * (f % 10) / 10, show=0.8),
        "lamp-light": Move(show=0.85 + 0.03 * wave(f, 31)),
    }
    for i, late in ((1, 0), (2, 17), (3, 34)):
        life = ((f + late) % 51) / 51
        pose[f"steam-{i}"] = Move(
            dx=wave(f + 9 * i, 38, 5),
            dy=26 - 62 * life,
            sx=0.7 + 0.7 * life * (1 if i % 2 else -1),
            sy=0.6 + 0.5 * life,
            show=0.95 * sin(pi * life) ** 1.3,
        )
    return pose


def hear_him(f: int) -> Pose:
    """Her eyes go first, then her head; a bar of light crosses her face as a door opens."""
    eyes = ease(f, 10, 14)
    turn = ease(f, 20, 38)
    return _her_face(f, turn, eyes, (6,)) | {
        "door-light": Move(show=ease(f, 14, 40) * 0.9, sx=0.3 + 1.1 * ease(f, 14, 46)),
        "sweep": Move(dx=-190 + 330 * ease(f, 16, 46), show=ease(f, 14, 24)),
        "brows": Move(dy=-2.2 * ease(f, 11, 18)),
        "mouth": Move(sy=1 + 0.25 * ease(f, 14, 22), sx=1 - 0.06 * ease(f, 14, 22)),
    }


def speak_up(f: int) -> Pose:
    """She says her line."""
    said = share(f, 12, 14) * (1 - share(f, 44, 47))
    return _her_face(f, 0.55 - 0.5 * ease(f, 6, 20), 0.4 - 0.5 * ease(f, 2, 8), (26, 60)) | {
        "door-light": Move(show=0.8),
        "sweep": Move(dx=60, show=0.7),
        "mouth": Move(
            sy=1 + 0.34 * said * abs(sin(f * 0.71)) - 0.06 * said, sx=1 - 0.07 * said * abs(sin(f * 0.43))
        ),
        "brows": Move(dy=-1.4 * ease(f, 40, 50), turn=1.5 * ease(f, 10, 18)),
    }


def _her_face(f: int, turn: float, eyes: float, blinks: tuple[int, ...]) -> Pose:
    head = Move(dx=wave(f, 90, 0.5) - 4.5 * turn, dy=wave(f, 84, 0.6), turn=-4.5 * turn + wave(f, 110, 0.6))
    return {
        "hair-back": head,
        "person": head,
        "face": Move(dx=-3.6 * turn),
        "eyes": lids(f, *blinks),
        "pupils": Move(dx=-2.3 * eyes + 0.5 * turn),
        "shoulders": breath(f, 1.6),
        "collar": breath(f, 1.6)._replace(turn=-1.2 * turn),
        "behind": Move(dx=wave(f, 130, 2)),
    }


def he_comes(f: int) -> Pose:
    """A door opens at the end of the corridor; a man in her coat walks up to us."""
    opened = ease(f, 2, 20)
    walk = ease(f, 22, 96)
    gait = (f - 22) / 16
    going = share(f, 22, 26) * (1 - share(f, 88, 95))
    grown = 0.84 + 0.74 * walk**1.35
    return _him(f, gait, going) | {
        "leaf": Move(sx=1 - 0.9 * opened),
        # In front of him until he has come out from behind it.
        "leaf-front": Move(sx=1 - 0.9 * opened, show=1 if f < 22 else 0),
        "glow": Move(show=0.15 + 0.75 * opened + wave(f, 29, 0.03)),
        "beam": Move(show=opened * 0.9, sx=0.4 + 0.6 * opened),
        "cast": Move(show=opened * 0.9, sx=0.7 + 0.9 * walk, sy=1 + 0.5 * walk),
        "him": Move(
            dx=1.8 * sin(pi * gait) * going,
            dy=104 * walk**1.35,
            sx=grown,
            sy=grown,
            turn=0.7 * sin(pi * gait) * going,
        ),
    }


def he_answers(f: int) -> Pose:
    """Closer than before: he lifts his head until the brim shows his mouth."""
    lift = ease(f, 10, 34)
    said = share(f, 20, 22) * (1 - share(f, 58, 61))
    return _him(f, 0, 0) | {
        "leaf": Move(sx=0.1),
        "leaf-front": HIDDEN,
        "glow": Move(show=0.9 + wave(f, 29, 0.04)),
        "beam": Move(show=0.9),
        "cast": Move(show=0.8, sx=1.2),
        "him": Move(
            dy=16, sx=1.14 + 0.002 * wave(f, 84), sy=1.14 + 0.004 * wave(f, 84), turn=wave(f, 100, 0.5)
        ),
        "his-head": Move(
            dy=-2 * lift - 0.9 * said * abs(sin(f * 0.71)), turn=6 - 8 * lift + wave(f, 70, 0.8)
        ),
    }


def _him(f: int, gait: float, going: float) -> Pose:
    stride = sin(pi * gait) * going
    return {
        "leg-a": Move(sy=1 - 0.13 * max(0.0, stride), dy=-2 * max(0.0, stride)),
        "leg-b": Move(sy=1 - 0.13 * max(0.0, -stride), dy=-2 * max(0.0, -stride)),
        "his-arm-l": Move(turn=4 * stride + wave(f, 84, 0.6)),
        "his-arm-r": Move(turn=4 * stride - wave(f, 84, 0.6)),
        "his-fore-l": Move(sy=1 - 0.06 * max(0.0, stride)),
        "his-fore-r": Move(sy=1 - 0.06 * max(0.0, -stride)),
        "his-head": Move(turn=-1.2 * stride + wave(f, 70, 0.8), dy=-abs(stride)),
    }


def tickets_swing(f: int) -> Pose:
    """The closing card: two tickets that have just been let go of."""
    return {
        "tag-17": Move(turn=wave(f, 46, 9) * (1 - 0.6 * share(f, 0, 55))),
        "tag-71": Move(turn=-wave(f, 52, 11, 6) * (1 - 0.6 * share(f, 0, 55))),
    }
