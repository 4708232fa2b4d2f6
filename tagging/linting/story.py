"""What is checked: an episode as its viewers will meet it, in plain values. Spans are half open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Protocol, TypeVar

from tagging.episodes.timing import Timing
from tagging.tracking import path

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Goods:
    """What a moment sells, as the shop has it now. `amount` is in minor units of `currency`."""

    title: str
    brand: str
    amount: int
    currency: str
    available: int
    is_retired: bool = False
    disclosure: str | None = None

    @property
    def told(self) -> str:
        """Who paid, in the words that go out with the film where nobody chose others."""
        return self.disclosure or f"Paid placement by {self.brand}"


@dataclass(frozen=True, slots=True)
class Moment:
    """A placement; `id` is its own. `keys` and `hidden` are as the placement keeps them."""

    id: str
    product: str
    variant: str
    label: str
    price: str
    goods: Goods
    start_frame: int
    end_frame: int
    keys: Sequence[Sequence[float]]
    hidden: Sequence[Sequence[int]] = ()
    anchor: str = "follow"
    disclosure: str | None = None

    @property
    def is_docked(self) -> bool:
        return self.anchor == "docked"

    @property
    def unseen(self) -> list[path.Span]:
        """Where nothing of it is drawn. A docked chip lies on nothing, so it stays."""
        return [] if self.is_docked else path.inside([list(h) for h in self.hidden], *self.span)

    @property
    def seen(self) -> list[Span]:
        """Where it is drawn."""
        edges = [self.start_frame, *(edge for gap in self.unseen for edge in gap), self.end_frame]
        return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]

    @property
    def span(self) -> Span:
        return self.start_frame, self.end_frame

    def is_seen(self, frame: int) -> bool:
        if not self.start_frame <= frame < self.end_frame:
            return False
        return not self.hidden or any(a <= frame < b for a, b in self.seen)


@dataclass(frozen=True, slots=True)
class Sight:
    """A face, or a line burnt into the picture, from `start` to `end`: where it is, key by key."""

    start_frame: int
    end_frame: int
    keys: Sequence[Sequence[float]]


class Spanned(Protocol):
    @property
    def start_frame(self) -> int: ...
    @property
    def end_frame(self) -> int: ...


S = TypeVar("S", bound=Spanned)


class Around(Generic[S]):
    """Which of many are there at a frame, in their own order, without asking each."""

    FRAMES = 128

    def __init__(self, items: Iterable[S]) -> None:
        self.lists: dict[int, list[S]] = {}
        for item in items:
            for place in range(item.start_frame // self.FRAMES, (item.end_frame - 1) // self.FRAMES + 1):
                self.lists.setdefault(place, []).append(item)

    def at(self, frame: int) -> list[S]:
        near = self.lists.get(frame // self.FRAMES, ())
        return [item for item in near if item.start_frame <= frame < item.end_frame]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person marked in the story: a reveal of products, or the cliffhanger."""

    kind: str
    start_frame: int
    end_frame: int
    products: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Story:
    """All that the rules look at. `markets` are (country, currency)."""

    timing: Timing
    width: int
    height: int
    moments: tuple[Moment, ...]
    shots: tuple[Span, ...] = ()
    faces: tuple[Sight, ...] = ()
    texts: tuple[Sight, ...] = ()
    marks: tuple[Mark, ...] = ()
    markets: tuple[tuple[str, str], ...] = ()

    def frames(self, seconds: float) -> int:
        """So many frames last at least so long."""
        return -int(-seconds * self.timing.num // self.timing.den)

    def seconds(self, frames: int) -> float:
        return frames * self.timing.den / self.timing.num

    def shot(self, frame: int) -> Span:
        """The shot a frame is in; without shots the whole film."""
        return next((s for s in self.shots if s[0] <= frame < s[1]), (0, self.timing.frames))

    def marked(self, kind: str) -> list[Mark]:
        return [mark for mark in self.marks if mark.kind == kind]

    def changed(self, moment_id: str, patch: dict[str, Any]) -> "Story":
        """The story with one placement changed, as a fix would."""
        return replace(
            self, moments=tuple(replace(m, **patch) if m.id == moment_id else m for m in self.moments)
        )


@dataclass(frozen=True, slots=True)
class Said:
    """A text that translators know, and what is filled into it. Seconds and the like are floats."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fix:
    """One press: `patch` changes the placement so that the finding is gone. Or it `needs` a person."""

    words: str
    moment: str
    patch: dict[str, Any] = field(default_factory=dict)
    needs: str | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """One finding: which rule, of which moments, from when to when, worst at `frame`; what was measured."""

    rule: str
    moments: tuple[str, ...]
    frame: int
    span: Span
    says: Said
    measured: float | None = None
    limit: float | None = None
    fixes: tuple[Fix, ...] = ()
