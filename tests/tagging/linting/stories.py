"""A small story to lint: 20 s at 25 pictures a second, two shots, one coat on sale."""

from typing import Any

from tagging.episodes.timing import Timing
from tagging.linting import phone
from tagging.linting.check import check
from tagging.linting.rules import Rules, read
from tagging.linting.story import Flaw, Goods, Moment, Sight, Story

COAT = Goods("Trench coat", "Norrby", 18900, "EUR", 12)
MIDDLE = [0.2, 0.3, 0.4, 0.3]


def moment(name: str = "coat", start: int = 50, end: int = 150, **about: Any) -> Moment:
    wanted: dict[str, Any] = {
        "product": f"prd_{name}",
        "variant": f"var_{name}",
        "label": name,
        "price": "€189.00",
        "goods": COAT,
        "keys": [[start, *MIDDLE]],
        "disclosure": "Paid placement by Norrby",
    }
    return Moment(id=name, start_frame=start, end_frame=end, **{**wanted, **about})


def story(*moments: Moment, **about: Any) -> Story:
    wanted: dict[str, Any] = {"shots": ((0, 250), (250, 500)), "markets": (("PT", "EUR"),)}
    return Story(Timing(25, 1, 500), 720, 1280, moments, **{**wanted, **about})


def sight(start: int, end: int, *box: float) -> Sight:
    return Sight(start, end, [[start, *box]])


def beset(start: int, end: int, *box: float) -> tuple[Sight, ...]:
    """A face under each place that a chip could take beside a box, and at the foot of the picture."""
    shown = phone.picture(720, 1280)
    at, free = phone.on_screen(box, shown), phone.room(shown)
    spots = [phone.corner(n, at, free, phone.WIDEST) for n in range(phone.FOOT + 1)]
    size = phone.WIDEST / shown.w, phone.CHIP / shown.h
    return tuple(sight(start, end, (x - shown.x) / shown.w, (y - shown.y) / shown.h, *size) for x, y in spots)


def found(of: Story, **rules: Any) -> list[Flaw]:
    return check(of, read(rules) if rules else Rules())


def names(of: Story, **rules: Any) -> list[str]:
    return [flaw.rule for flaw in found(of, **rules)]
