"""A thing with more than one side: what its colours and edges look like, at home in the planes of a film."""

from tagging.tracking.appearance import Appearance, Seen
from tagging.tracking.appearance_channels import Levels
from tagging.tracking.reel import Plane

Box = tuple[float, float, float, float]

SIDE_MAX = 640
# How alike its colours are to the drawn ones when it is seen; less is enough if those around it are other.
COLOURS_SURELY, COLOURS_BACK, COLOURS, COLOURS_APART = 0.83, 0.65, 0.5, 0.5


class Solid:
    """An appearance model whose boxes are pixels of the plane, whatever size it looks at."""

    def __init__(self, plane: Plane, box: Box) -> None:
        self._share = min(1.0, SIDE_MAX / max(plane.grey.shape))
        self._mixed = (plane, Levels(plane.bgr(self._share)))
        self._model = Appearance(self._mixed[1], self._small(box))

    @classmethod
    def of(cls, first: tuple[Plane, Box], known: list[tuple[Plane, Box]]) -> "Solid":
        """As it was drawn, and as it was surely seen since."""
        solid = cls(*first)
        for plane, box in known:
            solid.learn(plane, box)
        return solid

    def copy(self) -> "Solid":
        other = object.__new__(Solid)
        other._share, other._mixed, other._model = self._share, self._mixed, self._model.copy()
        return other

    def find(self, plane: Plane, near: Box, after: int = 1) -> Seen:
        return self._large(self._model.find(self._picture(plane), self._small(near), after=after))

    def search(self, plane: Plane) -> Seen | None:
        seen = self._model.search(self._picture(plane))
        return None if seen is None else self._large(seen)

    def has_its_colours(self, plane: Plane, box: Box, covered: bool, is_back: bool) -> bool:
        """The model goes along with what slides over the thing slowly; the colours that were drawn don't.

        `covered`: something was seen to slide over it; `is_back`: on the way back to where it was hidden.
        """
        drawn, around = self._model.colours(self._picture(plane), self._small(box))
        if covered or is_back:
            return drawn >= (COLOURS_BACK if is_back else COLOURS_SURELY)
        return drawn >= COLOURS or around < COLOURS_APART

    def likeness(self, plane: Plane, box: Box) -> float:
        """0..1, how alike the box's colours are to the drawn ones."""
        return self._model.colours(self._picture(plane), self._small(box))[0]

    def learn(self, plane: Plane, box: Box) -> None:
        self._model.learn(self._picture(plane), self._small(box))

    def _picture(self, plane: Plane) -> Levels:
        """Mixed once for all that is asked about one plane."""
        if self._mixed[0] is not plane:
            self._mixed = (plane, Levels(plane.bgr(self._share)))
        return self._mixed[1]

    def _small(self, box: Box) -> Box:
        x, y, w, h = (side * self._share for side in box)
        return x, y, w, h

    def _large(self, seen: Seen) -> Seen:
        x, y, w, h = (side / self._share for side in seen.box)
        return Seen((x, y, w, h), seen.confidence, seen.peak_ratio)
