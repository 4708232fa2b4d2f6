"""Whether something has slid over a followed thing, or it turns away: told by how its drawn look fades."""

from tagging.tracking.look import Registered

CLEAR = 0.85
# Less than this of it is no sight of it.
SEEN_MIN = 0.2
# So many more pictures that look like a cover than like turning: then only the drawn look counts.
SURE = 2
# Nothing turns its face away in so few pictures; what comes between is as quick as that.
SUDDEN_FRAMES = 5


class Cover:
    """Takes the drawn look as it was registered, picture by picture."""

    def __init__(self) -> None:
        self.there = False
        self._votes = 0
        self._clear = 1.0
        self._clear_at, self._clear_for = 0, 0

    @property
    def is_sure(self) -> bool:
        return self.there and self._votes >= SURE

    def lift(self) -> None:
        """It was seen otherwise: turned, not covered."""
        self.there = False

    def note(self, found: Registered, count: int) -> None:
        """`count`: how many pictures have gone by."""
        if found.seen > CLEAR:
            self.there, self._votes = False, 0
            self.note_clear(found, count)
        elif self._clear > 0.8 and found.is_covered:
            self.there = True
            self._votes += found.keeps_its_shape
        self._clear = max(found.seen if found.of_drawn else 0.0, 0.98 * self._clear)

    def note_clear(self, found: Registered, count: int) -> None:
        if found.of_drawn and found.seen > CLEAR:
            self._clear_at, self._clear_for = count, self._clear_for + 1

    def note_gone(self, found: Registered | None, count: int) -> None:
        """For what moves calmly and shows the side that was drawn."""
        lately = self._clear_for > SUDDEN_FRAMES and count - self._clear_at <= SUDDEN_FRAMES
        if lately and (found is None or found.seen < SEEN_MIN):
            self.there, self._votes = True, SURE
