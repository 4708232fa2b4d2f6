"""Textures for things that turn: cloth, print, skin, each side of a thing with a picture of its own."""

import cv2
import numpy as np

Picture = np.ndarray

TEXTURE = 512


def plain(rng: np.random.Generator, colour: np.ndarray) -> Picture:
    grain = cv2.GaussianBlur(rng.normal(0, 1, (TEXTURE, TEXTURE)).astype(np.float32), (0, 0), 12)
    grain = grain / grain.std() * rng.uniform(3, 10)
    return np.clip(np.asarray(colour)[None, None] + grain[..., None], 0, 255).astype(np.uint8)


def label(rng: np.random.Generator, like: np.ndarray | None, cloth: bool = False) -> Picture:
    """A texture whose four sides differ: ground, bands, patches, lettering; cloth has folds and seams."""
    base = rng.uniform(10, 245, 3) if like is None else np.clip(like + rng.normal(0, 25, 3), 5, 250)
    out = plain(rng, base)
    for side in range(4):
        left, right = side * TEXTURE // 4, (side + 1) * TEXTURE // 4
        for _ in range(int(rng.integers(0, 3 if cloth else 6))):
            colour = tuple(float(v) for v in np.clip(base + rng.normal(0, 35 if cloth else 90, 3), 0, 255))
            x0, x1 = sorted(int(v) for v in rng.integers(left, right, 2))
            y0, y1 = sorted(int(v) for v in rng.integers(0, TEXTURE, 2))
            shape = rng.integers(3)
            if shape == 0:
                cv2.rectangle(out, (x0, y0), (x1, y1), colour, -1, cv2.LINE_AA)
            elif shape == 1:
                cv2.ellipse(
                    out, ((x0 + x1) // 2, (y0 + y1) // 2), (24, 50), 0, 0, 360, colour, -1, cv2.LINE_AA
                )
            else:
                cv2.line(out, (left, y0), (right, y1), colour, int(rng.integers(3, 26)), cv2.LINE_AA)
        if rng.random() < (0.3 if cloth else 0.7):
            word = "".join(chr(int(c)) for c in rng.integers(65, 91, 5))
            ink = tuple(float(v) for v in rng.uniform(0, 255, 3))
            cv2.putText(out, word, (left + 6, int(rng.integers(80, 440))), 0, 1.1, ink, 4, cv2.LINE_AA)
    if cloth:
        folds = cv2.GaussianBlur(
            rng.normal(0, 1, (TEXTURE, TEXTURE)).astype(np.float32), (0, 0), 22, sigmaY=50
        )
        out = np.clip(out * (1 + 0.18 * folds / np.abs(folds).max())[..., None], 0, 255).astype(np.uint8)
        for x in rng.integers(0, TEXTURE, 3):
            cv2.line(out, (int(x), 0), (int(x), TEXTURE), tuple(float(v) * 0.6 for v in base), 4, cv2.LINE_AA)
    return out
