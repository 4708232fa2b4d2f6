"""A small rasteriser: triangles with a texture drawn into a picture, by what lies in front."""

from collections.abc import Sequence

import cv2
import numpy as np

from bench.truth.turning_shapes import Mesh
from bench.truth.turning_textures import Picture

Box = tuple[float, float, float, float]

_SUPERSAMPLED = 2


def draw(
    picture: Picture,
    meshes: Sequence[Mesh],
    turn: np.ndarray,
    middle: np.ndarray,
    side: float,
    light: np.ndarray,
) -> tuple[Picture, Box, np.ndarray]:
    """The picture with the meshes drawn in, the thing's box (pixels) and the mask of its pixels.

    `turn` is a rotation (3, 3), `middle` where the thing's origin falls, `side` how many pixels a unit is.
    """
    height, width = picture.shape[:2]
    points, faces, coordinates, numbers, own = [], [], [], [], []
    start = 0
    for number, mesh in enumerate(meshes):
        points.append(mesh.vertices @ turn.T)
        faces.append(mesh.faces + start)
        coordinates.append(mesh.coordinates)
        numbers.append(np.full(len(mesh.faces), number))
        own.append(np.full(len(mesh.vertices), mesh.is_thing))
        start += len(mesh.vertices)
    space, face = np.concatenate(points), np.concatenate(faces)
    texture_at, number_of, is_thing = (
        np.concatenate(coordinates),
        np.concatenate(numbers),
        np.concatenate(own),
    )
    near = 1 / (1 - space[:, 2] * 0.18)
    flat = middle + space[:, :2] * near[:, None] * side
    its = flat[is_thing]
    box = (*its.min(0), *(its.max(0) - its.min(0)))
    left, top = np.floor(flat.min(0)).astype(int) - 1
    right, bottom = np.ceil(flat.max(0)).astype(int) + 2
    left, top, right, bottom = max(0, left), max(0, top), min(width, right), min(height, bottom)
    mask = np.zeros((height, width), bool)
    if right - left < 2 or bottom - top < 2:
        return picture, tuple(float(v) for v in box), mask
    k = _SUPERSAMPLED
    scaled = (flat - (left, top)) * k
    colour, which = _raster(
        scaled,
        space,
        face,
        texture_at,
        number_of,
        [m.texture for m in meshes],
        ((bottom - top) * k, (right - left) * k),
        light,
    )
    alpha = cv2.resize(
        (which >= 0).astype(np.float32), (right - left, bottom - top), interpolation=cv2.INTER_AREA
    )
    colour = cv2.resize(colour, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    out = picture.copy()
    under = out[top:bottom, left:right].astype(np.float32)
    out[top:bottom, left:right] = np.clip(under * (1 - alpha[..., None]) + colour, 0, 255).astype(np.uint8)
    things = np.array([m.is_thing for m in meshes])
    its_pixels = ((which >= 0) & things[np.maximum(which, 0)])[::k, ::k]
    mask[top:bottom, left:right] = its_pixels
    return out, tuple(float(v) for v in box), mask


def _raster(
    flat: np.ndarray,
    space: np.ndarray,
    face: np.ndarray,
    texture_at: np.ndarray,
    number_of: np.ndarray,
    textures: list[Picture],
    size: tuple[int, int],
    light: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Colour (premultiplied) and mesh number (-1: none) of each pixel; the farthest triangles come first."""
    rows, columns = size
    corner = flat[face]
    normal = np.cross(space[face[:, 1]] - space[face[:, 0]], space[face[:, 2]] - space[face[:, 0]])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
    order = np.argsort(space[face, 2].mean(1))
    order = order[normal[order, 2] > 0]
    owner = np.full((rows, columns), -1, np.int32)
    for number in order:
        cv2.fillConvexPoly(owner, np.round(corner[number] * 16).astype(np.int32), int(number), cv2.LINE_8, 4)
    y, x = np.nonzero(owner >= 0)
    tri = owner[y, x]
    a, b, c = (corner[tri, n] for n in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    area = np.where(np.abs(area) < 1e-6, 1e-6, area)
    second = ((x - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (y - a[:, 1])) / area
    third = ((b[:, 0] - a[:, 0]) * (y - a[:, 1]) - (x - a[:, 0]) * (b[:, 1] - a[:, 1])) / area
    share = np.clip(np.stack([1 - second - third, second, third], 1), 0, 1)
    uv = (texture_at[face[tri]] * share[..., None]).sum(1)
    brightness = 0.62 + 0.38 * np.clip(normal @ light, -0.6, 1)
    colour = np.zeros((rows, columns, 3), np.float32)
    which = np.full((rows, columns), -1, np.int32)
    which[y, x] = number_of[tri]
    for number, texture in enumerate(textures):
        its = number_of[tri] == number
        if not its.any():
            continue
        tall, wide = texture.shape[:2]
        v = np.clip(uv[its, 1] * tall, 0, tall - 1).astype(int)
        u = np.clip(uv[its, 0] * wide, 0, wide - 1).astype(int)
        colour[y[its], x[its]] = texture[v, u] * brightness[tri[its], None]
    return colour, which
