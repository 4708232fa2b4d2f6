"""From inboxes into Parquet: each event once, whatever day it comes again, whoever is killed in between.

A file is written first and named by a row second; that row, the ids and the touches come in one transaction,
and only after it is an inbox thrown away. Killed before it, the inbox is read again and the file counts for
nothing; killed after it, the inbox holds nothing new.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import structlog
from sqlalchemy import insert, select

from accounts import viewers
from accounts.channels import channel_for
from commerce.attribution import moments, touches
from kit import clock, metrics
from kit.db import db, reading, transaction
from tagging.audience import beacon, inbox_files, parts
from tagging.audience.models import Event, Part, Seen

log = structlog.get_logger()

# What is sealed in one go, so that memory and a transaction stay small however much waits.
MOST = 20_000
AT_ONCE = 5_000
# A statement of SQLite takes 32,766 values, and each of these rows has eleven.
TOUCHES_AT_ONCE = 2_000
TRIES = 5


class Received(NamedTuple):
    event: beacon.Event
    ms: int


@dataclass(frozen=True, slots=True)
class New:
    """An event that wasn't here before, and the touch that it is where its moment proves one."""

    event: beacon.Event
    ms: int
    digest: bytes
    touch: dict[str, Any] | None


def seal(folder: Path) -> int:
    """Seal every inbox that nobody holds, oldest first; how many events were new. Never two at once."""
    with inbox_files.only_one(folder) as is_ours:
        return sum(keep(lump) for lump in _lumps(folder)) if is_ours else 0


def _lumps(folder: Path) -> Iterator[list[Received]]:
    """Whole inboxes, some at a time; thrown away when their lump was kept."""
    waiting = inbox_files.names(folder)
    while waiting:
        with ExitStack() as holding:
            lump: list[Received] = []
            taken: list[Path] = []
            while waiting and len(lump) < MOST:
                name = waiting.pop(0)
                if not holding.enter_context(inbox_files.held(name)):
                    continue
                try:
                    lump += received(name)
                except inbox_files.Unreadable as error:
                    log.error("inbox.damaged", name=name.name, error=repr(error)[:300])
                    inbox_files.set_aside(name)
                    continue
                taken.append(name)
            if lump:
                yield lump
            for name in taken:
                inbox_files.remove(name)


def received(name: Path) -> list[Received]:
    """What one inbox holds, in the order it came."""
    return [Received(event, ms) for ms, body in inbox_files.read(name) for event in beacon.unpack(body)]


def keep(lump: Sequence[Received]) -> int:
    """Judge, write, and let it count from one instant on; how many were new."""
    for _ in range(TRIES):
        with reading():
            new = _judged(lump)
        if not new:
            return 0
        rows = parts.by_day([row(Received(one.event, one.ms)) for one in new])
        made = [parts.write(day, parts.table(of_day)) for day, of_day in rows.items()]
        try:
            with transaction():
                _count(new, made)
        except parts.Changed:
            parts.discard(made)
            continue
        _tell(new)
        return len(new)
    raise parts.Changed("Others kept changing what was to be sealed; the next sweep tries again.")


def _judged(lump: Sequence[Received]) -> list[New]:
    """Which are new and genuine. What nobody agreed to be known by is taken off them."""
    first: dict[bytes, Received] = {}
    for one in lump:
        first.setdefault(digest(one.event.id), one)
    known = seen((key, one.event.id) for key, one in first.items())
    fresh = {key: one for key, one in first.items() if key not in known}
    agreed = viewers.known(one.event.viewer for one in fresh.values())
    proved = moments.labels(
        (one.event.release or "", one.event.moment or "")
        for one in fresh.values()
        if one.event.type in touches.KINDS
    )
    channels: dict[tuple[str, str | None], str | None] = {}
    new = []
    for key, (event, ms) in fresh.items():
        home = agreed.get(event.viewer or "")
        touch = None
        if event.type in touches.KINDS:
            moment = proved.get((event.release or "", event.moment or ""))
            # Its signature was genuine; that it is another episode's only the rows can say.
            if moment is None or moment.episode_id != event.episode:
                continue
            place = (moment.workspace_id, event.channel)
            if place not in channels:
                channels[place] = channel_for(*place)
            home = home if home == moment.workspace_id else None
            touch = _touch(event, ms, moment, channels[place], home is not None)
        if home is None:
            event = msgspec.structs.replace(event, viewer=None)
        new.append(New(event, ms, key, touch))
    return new


def digest(event_id: str) -> bytes:
    return blake2b(event_id.encode(), digest_size=16).digest()


def seen(ids: Iterable[tuple[bytes, str]], session: Any = None) -> set[bytes]:
    """Those of (digest, id) that were here before, sealed or in the table of versions before."""
    ask = session or db.session
    found: set[bytes] = set()
    wanted = dict(ids)
    for lump in _slices(list(wanted)):
        found |= set(ask.scalars(select(Seen.digest).where(Seen.digest.in_(lump))))
        names = [wanted[key] for key in lump]
        found |= {digest(name) for name in ask.scalars(select(Event.id).where(Event.id.in_(names)))}
    return found


def _count(new: Sequence[New], made: Iterable[Part]) -> None:
    """From here on they are in every figure, in this one transaction."""
    parts.take_turn()
    named = {one.event.viewer for one in new if one.event.viewer}
    if seen((one.digest, one.event.id) for one in new) or named - set(viewers.known(named)):
        raise parts.Changed
    for lump in _slices(new):
        db.session.execute(insert(Seen), [{"digest": one.digest} for one in lump])
    for lump in _slices([one.touch for one in new if one.touch], TOUCHES_AT_ONCE):
        touches.remember(lump)
    db.session.add_all(made)


def _tell(new: Sequence[New]) -> None:
    for one in new:
        # Where the viewer agreed to be known again, a purchase names its tap: this is where its trace begins.
        if one.event.type == "tap" and one.event.viewer:
            about = {"moment": one.event.moment, "episode": one.event.episode}
            log.info("tap.taken", trace=one.event.id, **about)
    metrics.count_events([one.event.type for one in new])


def _slices(whole: Sequence[Any], size: int = AT_ONCE) -> Iterator[Any]:
    return (whole[at : at + size] for at in range(0, len(whole), size))


def row(one: Received) -> dict[str, Any]:
    """As parts hold it."""
    event = one.event
    return {
        "id": event.id,
        "type": event.type,
        "ts": event.ts,
        "received_at": one.ms,
        "viewer": event.viewer,
        "session": event.session,
        "episode_id": event.episode,
        "release_id": event.release,
        "moment_id": event.moment,
        "at_ms": event.at_ms,
        "channel_key": event.channel,
    }


def _touch(
    event: beacon.Event, ms: int, moment: Any, channel_id: str | None, is_known: bool
) -> dict[str, Any]:
    return {
        "id": event.id,
        "workspace_id": moment.workspace_id,
        "release_id": moment.release_id,
        "moment_id": moment.id,
        "product_id": moment.product_id,
        "channel_id": channel_id,
        "viewer": event.viewer if is_known else None,
        "session": event.session,
        "kind": touches.KINDS[event.type],
        "ts": event.ts,
        "received_at": clock.from_ms(ms),
    }
