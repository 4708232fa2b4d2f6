"""What is for sale and who paid for it: price, stock, disclosure."""

from collections.abc import Iterator

from kit.language import noted
from tagging.linting.fixes import disclosed, swapped
from tagging.linting.rules import Rules
from tagging.linting.story import Fix, Flaw, Moment, Said, Story

UNDISCLOSED = noted("%(name)s says nothing about who paid for it")
RETIRED = noted("%(name)s is no longer sold")
NO_PRICE = noted("%(name)s has no price in any market")
SOLD_OUT = noted("%(name)s has no stock")
NO_PRICE_THERE = noted("%(name)s has no price in %(markets)s")


def disclosure(story: Story, rules: Rules) -> Iterator[Flaw]:
    for moment in story.moments:
        if not (moment.disclosure or "").strip():
            yield _of(moment, "disclosure", Said(UNDISCLOSED, {"name": moment.label}), (disclosed(moment),))


def goods(story: Story, rules: Rules) -> Iterator[Flaw]:
    """Whether each can be bought: at all, just now, in every market that is asked for."""
    wanted = rules.markets
    markets = [m for m in story.markets if wanted is None or m[0] in wanted]
    # Of a country that the workspace doesn't sell in there is no price at all.
    strange = [one for one in wanted or () if one not in {country for country, _ in story.markets}]
    for moment in story.moments:
        sold = moment.goods
        dear = sold.amount > 0
        missing = [c for c, currency in markets if not dear or currency != sold.currency] + strange
        nowhere = not dear or (bool(missing) and len(missing) == len(markets) + len(strange))
        swap, name = (swapped(moment),), {"name": moment.label}
        if sold.is_retired:
            yield _of(moment, "unsold", Said(RETIRED, name), swap)
        elif nowhere:
            yield _of(moment, "unsold", Said(NO_PRICE, name), swap)
        else:
            if sold.available <= 0:
                yield _of(moment, "sold_out", Said(SOLD_OUT, name), swap)
            if missing:
                says = Said(NO_PRICE_THERE, {**name, "markets": ", ".join(missing)})
                yield _of(moment, "market", says, swap)


def _of(moment: Moment, rule: str, says: Said, fixes: tuple[Fix, ...]) -> Flaw:
    return Flaw(rule, (moment.id,), moment.start_frame, moment.span, says, fixes=fixes)
