"""A thing with more than one side: what its colours and edges look like, at home in the planes of a film."""

from tagging.tracking.appearance import Appearance, Seen
from tagging.tracking.reel import Plane

Box = tuple[float, float, float, float]

SIDE_MAX = 640


class Solid:
    """An appearance model whose boxes are pixels of the plane, whatever size it looks at."""

    def __init__(self, plane: Plane, box: Box) -> None:
        self._share = min(1.0, SIDE_MAX / max(plane.grey.shape))
        self._model = Appearance(plane.bgr(self._share), self._small(box))

    def copy(self) -> "Solid":
        other = object.__new__(Solid)
        other._share, other._model = self._share, self._model.copy()
        return other

    def find(self, plane: Plane, near: Box) -> Seen:
        return self._large(self._model.find(plane.bgr(self._share), self._small(near)))

    def search(self, plane: Plane) -> Seen | None:
        seen = self._model.search(plane.bgr(self._share))
        return None if seen is None else self._large(seen)

    def learn(self, plane: Plane, box: Box) -> None:
        self._model.learn(plane.bgr(self._share), self._small(box))

    def _small(self, box: Box) -> Box:
        x, y, w, h = (side * self._share for side in box)
        return x, y, w, h

    def _large(self, seen: Seen) -> Seen:
        x, y, w, h = (side / self._share for side in seen.box)
        return Seen((x, y, w, h), seen.confidence, seen.peak_ratio)
