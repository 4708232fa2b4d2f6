"""How a picture lies in another of the same shot: cropped, enlarged, between bars. Values in, values out."""

from collections.abc import Sequence
from typing import NamedTuple


class Reframing(NamedTuple):
    """From fractions of the old picture to those of the new one: `x' = sx * x + dx`, `y' = sy * y + dy`."""

    sx: float = 1.0
    sy: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def box(self, box: Sequence[float]) -> list[float]:
        """x, y, width, height; it may reach over the new picture's edges."""
        x, y, w, h = box
        return [self.sx * x + self.dx, self.sy * y + self.dy, self.sx * w, self.sy * h]

    def after(self, zoom: float) -> "Reframing":
        """The same with the new picture enlarged around its middle."""
        return Reframing(
            self.sx * zoom, self.sy * zoom, (self.dx - 0.5) * zoom + 0.5, (self.dy - 0.5) * zoom + 0.5
        )

    def is_like(self, other: "Reframing", by: float) -> bool:
        """Whether no corner of a picture comes to lie further apart than `by` of its side."""
        return all(
            abs((s - other_s) * corner + d - other_d) <= by
            for s, other_s, d, other_d in (
                (self.sx, other.sx, self.dx, other.dx),
                (self.sy, other.sy, self.dy, other.dy),
            )
            for corner in (0.0, 1.0)
        )


SAME = Reframing()


def laid(
    old: tuple[int, int],
    new: tuple[int, int],
    old_inside: Sequence[float],
    new_inside: Sequence[float],
) -> list[Reframing]:
    """How pictures of these sizes (in pixels) may lie in each other: as wide, or as high, bars left out."""
    (ow, oh), (nw, nh) = old, new
    ox, oy, oww, ohh = old_inside
    nx, ny, nww, nhh = new_inside
    as_wide = nww * nw / (oww * ow)
    as_high = nhh * nh / (ohh * oh)
    found: list[Reframing] = []
    for scale in (as_wide, as_high):
        sx, sy = scale * ow / nw, scale * oh / nh
        # Middle on middle.
        dx = nx + nww / 2 - sx * (ox + oww / 2)
        dy = ny + nhh / 2 - sy * (oy + ohh / 2)
        one = Reframing(sx, sy, dx, dy)
        if not any(one.is_like(other, 0.015) for other in found):
            found.append(one)
    return found
