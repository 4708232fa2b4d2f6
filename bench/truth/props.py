"""What drawn shots are furnished with: products, people, faces, walls."""

from typing import Any

import cv2
import numpy as np

Picture = np.ndarray[Any, Any]
Luck = np.random.Generator


def paste(picture: Picture, sprite: Picture, x: float, y: float) -> None:
    """The sprite (BGR and alpha) with its middle at x, y, to a fraction of a pixel; cut off at the edges."""
    height, width = picture.shape[:2]
    h, w = sprite.shape[:2]
    left, top = int(np.floor(x - w / 2)), int(np.floor(y - h / 2))
    move = np.array([[1, 0, x - w / 2 - left], [0, 1, y - h / 2 - top]], np.float32)
    moved = cv2.warpAffine(sprite, move, (w + 1, h + 1))
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + w + 1, width), min(top + h + 1, height)
    if x0 >= x1 or y0 >= y1:
        return
    part = moved[y0 - top : y1 - top, x0 - left : x1 - left].astype(np.float32)
    alpha = part[..., 3:] / 255
    picture[y0:y1, x0:x1] = (picture[y0:y1, x0:x1] * (1 - alpha) + part[..., :3] * alpha).astype(np.uint8)


def product(luck: Luck, height: float) -> Picture:
    """A box, a bottle or a tin with a printed label."""
    h = max(24, int(height))
    w = int(h * luck.uniform(0.4, 0.9))
    sprite = np.zeros((h, w, 4), np.uint8)
    base, second, ink = (tuple(int(c) for c in luck.integers(20, 245, 3)) for _ in range(3))
    body = np.zeros((h, w), np.uint8)
    if luck.random() < 0.4:
        cv2.rectangle(body, (w // 3, 0), (2 * w // 3, h // 3), 255, -1)
        cv2.ellipse(body, (w // 2, h // 3), (w // 2 - 1, h // 8), 0, 0, 360, 255, -1)
        cv2.rectangle(body, (1, h // 3), (w - 2, h - 1), 255, -1)
    else:
        cv2.rectangle(body, (1, 1), (w - 2, h - 2), 255, -1)
    sprite[..., :3] = base
    top, bottom = int(h * 0.42), int(h * 0.9)
    cv2.rectangle(sprite, (w // 10, top), (w - w // 10, bottom), second, -1)
    for k in range(int(luck.integers(2, 6))):
        y = top + (bottom - top) * (k + 1) // 7
        letters = "".join(chr(int(c)) for c in luck.integers(65, 91, 6))
        cv2.putText(
            sprite, letters, (w // 8, y), cv2.FONT_HERSHEY_DUPLEX, w / 160, ink, max(1, w // 90), cv2.LINE_AA
        )
    cv2.circle(sprite, (w // 2, int(h * 0.78)), w // 6, base, -1, cv2.LINE_AA)
    shade = np.linspace(1.1, 0.7, w)[None, :, None]
    sprite[..., :3] = np.clip(sprite[..., :3] * shade, 0, 255)
    sprite[..., 3] = cv2.GaussianBlur(body, (0, 0), 0.6)
    return sprite


def figure(luck: Luck, height: float) -> Picture:
    """Somebody, from head to knee, in a patterned coat."""
    h = int(height)
    w = int(h * 0.42)
    sprite, body = np.zeros((h, w, 4), np.uint8), np.zeros((h, w), np.uint8)
    coat, skin = luck.integers(20, 220, 3), luck.choice([[120, 150, 200], [70, 95, 140], [150, 180, 225]])
    sprite[..., :3] = coat
    sprite[:: int(luck.integers(6, 14)), :, :3] = luck.integers(20, 220, 3)
    cv2.ellipse(body, (w // 2, h), (w // 2 - 1, int(h * 0.72)), 0, 180, 360, 255, -1)
    head = (w // 2, int(h * 0.17))
    cv2.ellipse(body, head, (int(w * 0.26), int(h * 0.16)), 0, 0, 360, 255, -1)
    cv2.ellipse(sprite, head, (int(w * 0.26), int(h * 0.16)), 0, 0, 360, (*(int(c) for c in skin), 0), -1)
    sprite[..., 3] = cv2.GaussianBlur(body, (0, 0), 0.8)
    return sprite


def face(luck: Luck, room: Picture) -> Picture:
    """A close-up that the face fills, before a room out of focus."""
    picture = cv2.GaussianBlur(room, (0, 0), 14)
    height, width = picture.shape[:2]
    skin = np.array(luck.choice([[125, 155, 205], [75, 100, 145], [150, 180, 225]]), float)
    middle = (width // 2, int(height * 0.47))
    hair = tuple(float(c) for c in skin * luck.uniform(0.15, 0.4))
    cv2.ellipse(
        picture, (middle[0], middle[1] - height // 12), (width // 2, height // 3), 0, 0, 360, hair, -1
    )
    cv2.ellipse(
        picture, middle, (int(width * 0.38), int(height * 0.31)), 0, 0, 360, tuple(skin), -1, cv2.LINE_AA
    )
    for side in (-1, 1):
        eye = (middle[0] + side * width // 7, middle[1] - height // 20)
        cv2.ellipse(picture, eye, (width // 14, height // 50), 0, 0, 360, (235, 235, 235), -1, cv2.LINE_AA)
        cv2.circle(picture, eye, height // 60, (50, 40, 30), -1, cv2.LINE_AA)
    mouth = (middle[0], middle[1] + height // 7)
    cv2.ellipse(picture, mouth, (width // 9, height // 60), 0, 0, 360, tuple(skin * 0.6), -1, cv2.LINE_AA)
    return picture


def wall(luck: Luck, width: int, height: int) -> Picture:
    """Paint and the light on it."""
    colour, dim = luck.uniform(60, 210, 3), luck.uniform(0.6, 0.9)
    light = (
        np.linspace(1, dim, width)[None, :, None]
        * np.linspace(1, luck.uniform(0.8, 1), height)[:, None, None]
    )
    grain = luck.normal(0, 1.5, (height, width, 1))
    return np.clip(colour * light + grain, 0, 255).astype(np.uint8)


def room(luck: Luck, width: int, height: int) -> Picture:
    """A wall, a table before it, and a few plain things on the wall, mostly out of focus."""
    picture = wall(luck, width, height)
    table = int(height * luck.uniform(0.62, 0.8))
    picture[table:] = wall(luck, width, height)[table:]
    for _ in range(int(luck.integers(1, 5))):
        x, y = int(luck.uniform(0, 0.8) * width), int(luck.uniform(0, 0.4) * height)
        w, h = int(luck.uniform(0.15, 0.4) * width), int(luck.uniform(0.08, 0.25) * height)
        cv2.rectangle(picture, (x, y), (x + w, y + h), tuple(float(c) for c in luck.uniform(30, 220, 3)), -1)
    return cv2.GaussianBlur(picture, (0, 0), luck.uniform(1, 5))


def crowd(luck: Luck, room: Picture, count: int, tall: float) -> Picture:
    """So many products, each about `tall` of the picture's height."""
    picture = room.copy()
    height, width = picture.shape[:2]
    for k in range(count):
        x = (k + 0.5 + luck.uniform(-0.2, 0.2)) / count * width
        paste(
            picture,
            product(luck, luck.uniform(0.8, 1.2) * tall * height),
            x,
            luck.uniform(0.45, 0.75) * height,
        )
    return picture
