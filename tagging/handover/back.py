"""Placements that were deleted come back out of a file: as it tells them, or as they were when they went."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from accounts.callers import Caller
from commerce.catalogue.models import Variant
from kit import ids
from kit.db import db
from kit.errors import NotFound
from tagging.episodes.models import Episode
from tagging.handover.carried import carried
from tagging.handover.marks import Mark
from tagging.history.differences import State
from tagging.history.models import Change
from tagging.placements import history, restore, together
from tagging.placements.models import Placement
from tagging.placements.place import variant_of


@dataclass(frozen=True)
class Back:
    """What comes back, in frames of this cut. A file may claim any ids: they are known again only where the
    deletion is written down."""

    named: str
    state: State
    variant: Variant
    deletion: Change | None

    @property
    def belongs_to(self) -> str:
        return self.state["part_of"] or self.named


class Gone:
    """What of a file's placements is no more, looked up at once. Those that are `there` are none of it."""

    def __init__(
        self, me: Caller, episode: Episode, marks: Sequence[Mark], there: Iterable[Placement]
    ) -> None:
        self.me, self.episode = me, episode
        self.twins = {_look(history.state(one)): one for one in there}
        named = {name for mark in marks if (name := id_of(mark)) and name.startswith("plc_")}
        named -= {one.id for one in self.twins.values()}
        self.elsewhere = set(db.session.scalars(select(Placement.id).where(Placement.id.in_(named))))
        wanted = select(Change).where(
            Change.workspace_id == me.workspace_id,
            Change.cut_id == episode.cut.id,
            Change.act == "delete",
            Change.subject_id.in_(named - self.elsewhere),
        )
        if me.own_brand_id is not None:
            wanted = wanted.where(Change.shown_to == me.own_brand_id)
        found = db.session.scalars(wanted.order_by(Change.version_after))
        self.deletions = {change.subject_id: change for change in found}
        self.variants: dict[str, Variant | None] = {}

    def found(self, mark: Mark) -> Back | Placement | None:
        """What the mark brings back, or what stands in its place already. None: it can only be a draft."""
        named = id_of(mark)
        if named is None or named in self.elsewhere:
            return None
        deletion = self.deletions.get(named)
        told = carried(mark, self.episode.cut.timing.frames)
        # An edit list holds nothing but the id; and a file of another cut counts other frames.
        if told is None or told["cut"] != self.episode.cut.id:
            if deletion is None:
                return None
            told = history.deleted(self.me.workspace_id, named, deletion.version_after)[1]
        elif deletion is None and (twin := self.twins.get(_look(told))):
            return twin
        variant = self._variant(told["variant"])
        return Back(named, told, variant, deletion) if variant is not None else None

    def _variant(self, variant_id: str) -> Variant | None:
        if variant_id not in self.variants:
            try:
                found = variant_of(self.me.workspace_id, variant_id, self.me.own_brand_id)
            except NotFound:
                found = None
            self.variants[variant_id] = found
        return self.variants[variant_id]


def id_of(mark: Mark) -> str | None:
    """Our id of what a mark stands for."""
    own = (mark.data or {}).get("id")
    return own if ids.is_id(own, "nte") or ids.is_id(own, "plc") else None


def bring_back(me: Caller, episode: Episode, wanted: Sequence[Back]) -> list[Placement]:
    """All of a file's at once, so that moments of one placement find each other again."""
    groups: dict[tuple[str, str], list[Back]] = {}
    for one in wanted:
        groups.setdefault((one.belongs_to, one.variant.id), []).append(one)
    taken: set[str] = set()
    said: dict[int, State] = {}
    for (name, variant_id), moments in groups.items():
        host = next(iter(together.moments(episode.cut.id, name)), None)
        if name in taken or (host is not None and host.variant_id != variant_id):
            # A placement shows one product in all its moments, whatever a file says.
            host, name = None, ids.new("plc")
        taken.add(name)
        shared = history.state(host) if host is not None else moments[0].state
        for one in moments:
            own = one.deletion.subject_id if one.deletion is not None else None
            said[id(one)] = {**one.state, **{field: shared[field] for field in together.SHARED}}
            said[id(one)]["part_of"] = None if own == name else name
    return [restore.put_back(episode, said[id(one)], one.deletion, me.own_brand_id) for one in wanted]


def _look(state: State) -> tuple[object, ...]:
    """By what two are one where no id helps: the same product on the same path."""
    keys = tuple(tuple(key) for key in state["keys"])
    return state["variant"], state["start_frame"], state["end_frame"], keys
