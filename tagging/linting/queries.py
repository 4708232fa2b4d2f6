"""Reads for checking: an episode as a story in plain values, its series' rules, and what is found in it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from accounts.models import Market
from commerce.catalogue.models import Variant
from kit.db import db
from kit.errors import NotFound
from kit.language import _
from tagging.episodes.models import Cut, Episode, Series
from tagging.keyframes import queries as keyframes
from tagging.linting import rules as setting
from tagging.linting import story as plain
from tagging.linting.check import check
from tagging.linting.models import LintRules, Sight
from tagging.linting.rules import Rules
from tagging.linting.story import Flaw, Goods, Mark, Moment, Story
from tagging.notes import queries as notes
from tagging.notes.models import Note
from tagging.placements import queries as placements
from tagging.placements.models import Placement


@dataclass(frozen=True)
class Checked:
    """What was found in an episode, by which rules, and how far its pictures were looked at."""

    story: Story
    rules: Rules
    flaws: list[Flaw]
    sight: Sight | None

    @property
    def stops(self) -> list[Flaw]:
        return [flaw for flaw in self.flaws if self.rules.level(flaw.rule) == "stop"]

    @property
    def counts(self) -> dict[str, int]:
        levels = [self.rules.level(flaw.rule) for flaw in self.flaws]
        return {level: levels.count(level) for level in ("stop", "warn", "info")}


def checked(episode: Episode, brand_id: str | None = None) -> Checked:
    """A brand's people are told what concerns their own moments."""
    rules = rules_of(episode.series_id)
    sight = db.session.scalar(select(Sight).where(Sight.cut_id == episode.cut.id))
    placed = placements.of_cut(episode.cut.id)
    story = story_of(episode, placed, sight, rules)
    flaws = check(story, rules)
    if brand_id is not None:
        own = {p.id for p in placed if p.variant.product.brand_id == brand_id}
        flaws = [flaw for flaw in flaws if own.intersection(flaw.moments)]
    return Checked(story, rules, flaws, sight)


def story_of(episode: Episode, placed: list[Placement], sight: Sight | None, rules: Rules) -> Story:
    cut = episode.cut
    assert cut.width and cut.height
    markets = select(Market).where(Market.workspace_id == episode.workspace_id).order_by(Market.country)
    return Story(
        cut.timing,
        cut.width,
        cut.height,
        tuple(_moment(p) for p in placed),
        shots=tuple((s.start_frame, s.end_frame) for s in keyframes.shots(cut.id)),
        faces=tuple(plain.Sight(**one) for one in sight.faces) if sight else (),
        texts=tuple(plain.Sight(**one) for one in sight.texts) if sight else (),
        marks=tuple(marks_of(cut, rules)),
        markets=tuple((market.country, market.currency) for market in db.session.scalars(markets)),
    )


def marks_of(cut: Cut, rules: Rules) -> list[Mark]:
    """What the story holds back: reveals and cliffhangers that people marked, and, where nobody marked a
    cliffhanger, the last seconds, as the series' rules say."""
    marked = [_mark(note) for note in notes.of_cut(cut.id, "reveal", "cliffhanger") if not note.resolved_at]
    frames = cut.timing.frames
    long = int(rules.limits.cliffhanger_seconds * cut.timing.num / cut.timing.den)
    # A film that is hardly longer than its cliffhanger has none.
    if 0 < long < frames / 2 and not any(mark.kind == "cliffhanger" for mark in marked):
        marked.append(Mark("cliffhanger", frames - long, frames))
    return marked


def _mark(note: Note) -> Mark:
    return Mark(note.kind, note.start_frame, note.end_frame, frozenset(note.products))


def rules_of(series_id: str) -> Rules:
    row = db.session.get(LintRules, series_id)
    return setting.kept(row.told) if row else Rules()


def series(workspace_id: str, series_id: str) -> Series:
    found = db.session.get(Series, series_id)
    if found is None or found.workspace_id != workspace_id:
        raise NotFound(_("There is no such series."))
    return found


def shown_rules(of: Series) -> dict[str, Any]:
    """Version 0 is the defaults: nobody has set anything yet."""
    row = db.session.get(LintRules, of.id)
    known = select(Market.country).where(Market.workspace_id == of.workspace_id).order_by(Market.country)
    return {
        **rules_of(of.id).plain(),
        "series": {"id": of.id, "title": of.title},
        "version": row.version if row else 0,
        "known_markets": list(db.session.scalars(known)),
        "bounds": {name: list(ends) for name, ends in setting.BOUNDS.items()},
        "defaults": Rules().plain(),
    }


def _moment(placement: Placement) -> Moment:
    variant = placement.variant
    return Moment(
        id=placement.id,
        product=variant.product_id,
        variant=variant.id,
        label=placement.label,
        price=variant.price.shown("en"),
        goods=_goods(variant),
        start_frame=placement.start_frame,
        end_frame=placement.end_frame,
        keys=placement.keys,
        hidden=placement.hidden,
        anchor=placement.anchor,
        disclosure=placement.disclosure,
    )


def _goods(variant: Variant) -> Goods:
    product = variant.product
    return Goods(
        title=variant.title,
        brand=product.brand.name,
        amount=variant.amount,
        currency=variant.currency,
        available=variant.available,
        is_retired=product.retired_at is not None,
        disclosure=product.disclosure,
    )
