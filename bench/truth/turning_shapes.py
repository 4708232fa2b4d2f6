"""Shapes of things that turn: cartons, bottles, cups, bags on people, shoes, as triangles with a texture."""

from dataclasses import dataclass

import numpy as np

from bench.truth.turning_textures import Picture, label, plain

KINDS = ("carton", "bottle", "cup", "bag", "worn bag", "shoe", "held cup")


@dataclass(frozen=True, slots=True)
class Mesh:
    """Triangles with a texture: `vertices` (n, 3), texture `coordinates` (n, 2; 0..1), `faces` (m, 3)."""

    vertices: np.ndarray
    coordinates: np.ndarray
    faces: np.ndarray
    texture: Picture
    is_thing: bool = True


def things(kind: str, rng: np.random.Generator, like: np.ndarray | None) -> list[Mesh]:
    skin = plain(rng, np.array([120, 150, 205]) * rng.uniform(0.5, 1.1))
    if kind == "carton":
        wide, deep = rng.uniform(0.3, 0.6, 2)
        return [_super(rng, (wide, rng.uniform(0.4, 0.7), deep), 0.12, label(rng, like))]
    if kind == "bottle":
        neck = rng.uniform(0.3, 0.6)
        profile = np.interp(
            np.linspace(0, 1, 28), [0, 0.02, 0.6, 0.75, 0.98, 1], [0, 0.3, 0.3, 0.3 * neck, 0.3 * neck, 0]
        )
        return [_revolved(profile, 1.6, label(rng, like))]
    if kind in ("cup", "held cup"):
        profile = np.interp(np.linspace(0, 1, 20), [0, 0.02, 0.97, 1], [0, rng.uniform(0.3, 0.42), 0.44, 0])
        texture = label(rng, like)
        parts = [_revolved(profile, 1.05, texture)]
        bend = np.linspace(-1.35, 1.35, 14)
        curve = np.stack([0.4 + 0.32 * np.cos(bend), 0.33 * np.sin(bend), 0 * bend], 1)
        parts.append(_tube(curve, 0.07, texture))
        if kind == "held cup":
            for n in range(4):
                grip = np.linspace(-1.2, 1.4, 10)
                finger = np.stack([0.5 * np.cos(grip), 0 * grip - 0.25 + n * 0.14, 0.5 * np.sin(grip)], 1)
                parts.append(_tube(finger, 0.075, skin, is_thing=False))
            arm = np.stack([np.linspace(0.5, 1.6, 8), np.linspace(0, 0.9, 8), np.linspace(-0.1, -0.7, 8)], 1)
            parts.append(_tube(arm, 0.22, skin, is_thing=False))
        return parts
    if kind in ("bag", "worn bag"):
        sides = (rng.uniform(0.36, 0.5), rng.uniform(0.48, 0.62), rng.uniform(0.2, 0.3))
        texture = label(rng, like, cloth=True)
        pocket = _super(rng, (sides[0] * 0.75, sides[1] * 0.42, 0.12), 0.5, label(rng, like, cloth=True))
        pocket = _moved(pocket, (0, sides[1] * 0.35, sides[2] * 0.85))
        parts = [_super(rng, sides, 0.45, texture, lumps=0.06), pocket]
        for hand in (-1, 1):
            bend = np.linspace(-1.3, 1.3, 12)
            strap = np.stack(
                [
                    0 * bend + hand * sides[0] * 0.5,
                    sides[1] * 0.8 * np.sin(bend),
                    -sides[2] - 0.2 * np.cos(bend),
                ],
                1,
            )
            parts.append(_tube(strap, 0.05, texture))
        if kind == "worn bag":
            shirt = (
                label(rng, like, cloth=True) if rng.random() < 0.5 else plain(rng, rng.uniform(20, 200, 3))
            )
            body = _super(rng, (0.5, 0.85, 0.28), 0.7, shirt, is_thing=False)
            parts.append(_moved(body, (0, 0.1, -sides[2] - 0.3)))
            head = _super(rng, (0.2, 0.27, 0.22), 1.0, plain(rng, rng.uniform(20, 120, 3)), is_thing=False)
            parts.append(_moved(head, (0, -1.05, -sides[2] - 0.3)))
            legs = _super(rng, (0.4, 0.9, 0.25), 0.6, plain(rng, rng.uniform(20, 160, 3)), is_thing=False)
            parts.append(_moved(legs, (0, 1.6, -sides[2] - 0.3)))
        return parts
    upper = _super(rng, (0.75, 0.24, 0.26), 0.7, label(rng, like, cloth=True))
    lift = upper.vertices.copy()
    lift[:, 1] -= 0.22 * np.clip(-lift[:, 0], -0.2, 1) * (lift[:, 1] < 0)
    sole = _super(rng, (0.8, 0.09, 0.28), 0.3, plain(rng, rng.uniform(120, 245, 3)))
    return [
        Mesh(lift, upper.coordinates, upper.faces, upper.texture),
        _moved(sole, (0, 0.25, 0)),
    ]


def _super(
    rng: np.random.Generator,
    sides: tuple[float, float, float],
    squareness: float,
    texture: Picture,
    lumps: float = 0.0,
    is_thing: bool = True,
) -> Mesh:
    """A superellipsoid: 1 is an ellipsoid, near 0 a box with rounded edges."""
    # More columns where the corners are, or boxes would have none.
    around = np.linspace(-np.pi, np.pi, 41)
    up = np.linspace(-np.pi / 2, np.pi / 2, 21)
    around, up = np.meshgrid(around, up)

    def power(value: np.ndarray) -> np.ndarray:
        return np.sign(value) * np.abs(value) ** squareness

    x = power(np.cos(up)) * power(np.sin(around)) * sides[0]
    y = power(np.sin(up)) * sides[1]
    z = power(np.cos(up)) * power(np.cos(around)) * sides[2]
    if lumps:
        waves = rng.normal(size=(4, 3)) * 4
        swell = 1 + lumps * sum(np.sin(w[0] * x + w[1] * y + w[2] * z) for w in waves)
        x, y, z = x * swell, y * swell, z * swell
    u, v = (around + np.pi) / (2 * np.pi), (up + np.pi / 2) / np.pi
    if squareness < 0.6:
        # Equal steps of angle would squeeze a box's picture into its corners.
        v = (y / (2 * np.abs(y).max()) + 0.5).clip(0, 1)
    return _sheet(x, y, z, u, v, texture, is_thing)


def _revolved(profile: np.ndarray, height: float, texture: Picture) -> Mesh:
    turn = np.linspace(-np.pi, np.pi, 41)
    along = np.linspace(0.5, -0.5, len(profile)) * height
    turn, radius = np.meshgrid(turn, profile)
    y = -np.repeat(along[:, None], turn.shape[1], 1)[::-1]
    radius = radius[::-1]
    v = (y / height + 0.5).clip(0, 1)
    return _sheet(radius * np.sin(turn), y, radius * np.cos(turn), (turn + np.pi) / (2 * np.pi), v, texture)


def _tube(curve: np.ndarray, radius: float, texture: Picture, is_thing: bool = True) -> Mesh:
    along = np.gradient(curve, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    helper = np.array([0.3, 0.5, 0.8])
    first = np.cross(along, helper)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second = np.cross(along, first)
    turn = np.linspace(0, 2 * np.pi, 9)
    ring = first[:, None] * np.cos(turn)[None, :, None] + second[:, None] * np.sin(turn)[None, :, None]
    points = curve[:, None] + radius * ring
    u = np.repeat((turn / (2 * np.pi) * 0.2)[None], len(curve), 0)
    v = np.repeat(np.linspace(0, 1, len(curve))[:, None], len(turn), 1)
    return _sheet(points[..., 0], points[..., 1], points[..., 2], u, v, texture, is_thing)


def _sheet(
    x: np.ndarray,
    y: np.ndarray,
    z: np.ndarray,
    u: np.ndarray,
    v: np.ndarray,
    texture: Picture,
    is_thing: bool = True,
) -> Mesh:
    rows, columns = x.shape
    number = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = (n.ravel() for n in (number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]))
    faces = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    points = np.stack([x, y, z], -1).reshape(-1, 3)
    # Whichever way the sheet was wound, its outside faces away from its middle.
    normal = np.cross(points[faces[:, 1]] - points[faces[:, 0]], points[faces[:, 2]] - points[faces[:, 0]])
    rays = points[faces].mean(1) - points.mean(0)
    if (normal * rays).sum() < 0:
        faces = faces[:, ::-1]
    return Mesh(points, np.stack([u, v], -1).reshape(-1, 2), faces, texture, is_thing)


def _moved(mesh: Mesh, by: tuple[float, float, float]) -> Mesh:
    return Mesh(mesh.vertices + np.array(by), mesh.coordinates, mesh.faces, mesh.texture, mesh.is_thing)
