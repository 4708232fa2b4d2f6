"""What is done to parts later: few made of many, the forgotten taken out, old rows brought over."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from kit import clock
from kit.db import db, reading, transaction
from kit.storage import store
from tagging.audience import parts
from tagging.audience.models import Event, Forgetting, Part, Seen
from tagging.audience.queries import row_of
from tagging.audience.seal import digest

# So many parts of a day and level become one of the next: each event is written again a few times in all.
FEW = 12
# Whoever reads a file that was replaced, a backup for example, ends in so long.
GRACE = timedelta(hours=1)
OLD_AT_ONCE = 5_000


def bring_together() -> int:
    """Where a day has many parts of a level, make one of them; how many times that was done."""
    done = 0
    for lump in _crowds():
        with reading():
            live = _live(lump)
        if len(live) != len(lump):
            continue
        rows = parts.read(live, parts.COLUMNS)
        done += _replace(live, [parts.write(live[0].day, rows, live[0].level + 1)])
    return done


def _crowds() -> list[list[str]]:
    with reading():
        wanted = select(Part.key, Part.day, Part.level).where(Part.dropped_at.is_(None)).order_by(Part.key)
        groups: dict[tuple[object, int], list[str]] = {}
        for row in db.session.execute(wanted):
            groups.setdefault((row.day, row.level), []).append(row.key)
    return [keys[:FEW] for keys in groups.values() if len(keys) >= FEW]


def forget() -> int:
    """Take those who withdrew out of every part; how many parts were written anew."""
    import pyarrow as pa
    import pyarrow.compute as pc

    with reading():
        names = list(db.session.scalars(select(Forgetting.viewer)))
        live = [_plain(part) for part in db.session.scalars(select(Part).where(Part.dropped_at.is_(None)))]
    if not names:
        return 0
    about = pc.field("viewer").isin(names)
    looked_at = {part.key for part in live}
    done = 0
    for part in live:
        if not parts.read([part], ["viewer"], about, without_lost=True).num_rows:
            continue
        rows = parts.read([part], parts.COLUMNS)
        left = [None if viewer in names else viewer for viewer in rows["viewer"].to_pylist()]
        place = rows.schema.get_field_index("viewer")
        rows = rows.set_column(place, "viewer", pa.array(left, pa.string()))
        made = parts.write(part.day, rows, part.level)
        key = made.key
        if _replace([part], [made]):
            looked_at.add(key)
            done += 1
    with transaction():
        parts.take_turn()
        now_live = db.session.scalars(select(Part.key).where(Part.dropped_at.is_(None)))
        # A part that came meanwhile may name them still: then once more, with the next sweep.
        if set(now_live) <= looked_at:
            db.session.execute(delete(Forgetting).where(Forgetting.viewer.in_(names)))
    throw_away(at_once=True)
    return done


def _replace(old: Sequence[Part], new: Sequence[Part]) -> bool:
    """The new ones count from now on and the old ones don't; false where somebody was quicker."""
    try:
        with transaction():
            parts.take_turn()
            dropped = (
                update(Part)
                .where(Part.key.in_([part.key for part in old]), Part.dropped_at.is_(None))
                .values(dropped_at=clock.now())
                .returning(Part.key)
            )
            if len(list(db.session.scalars(dropped))) != len(old):
                raise parts.Changed
            db.session.add_all(new)
    except parts.Changed:
        parts.discard(new)
        return False
    return True


def throw_away(at_once: bool = False) -> None:
    """Files of replaced parts, and files that somebody was killed over before they counted."""
    until = clock.now() if at_once else clock.now() - GRACE
    with reading():
        gone = select(Part.key).where(Part.dropped_at.is_not(None), Part.dropped_at <= until)
        keys = list(db.session.scalars(gone))
    for key in keys:
        store().remove(key)
    with transaction():
        db.session.execute(delete(Part).where(Part.key.in_(keys)))


def throw_away_strays() -> None:
    """Looks at every file there is: now and then is enough."""
    before = clock.to_ms(clock.now() - GRACE)
    found = [key for key, _ in store().files(parts.ROOT) if parts.made_ms(key) < before]
    with reading():
        named = set(db.session.scalars(select(Part.key)))
    for key in found:
        if key not in named:
            store().remove(key)
    for path in store().scratch().glob("events-*.parquet"):
        if parts.made_ms(path.name.removeprefix("events-")) < before:
            path.unlink(missing_ok=True)


def move_old() -> int:
    """Bring over what a version before put into its table, some at a time; how many rows went."""
    with reading():
        wanted = select(Event).order_by(Event.received_at, Event.id).limit(OLD_AT_ONCE)
        old = [row_of(event) for event in db.session.scalars(wanted)]
        known = _sealed(row["id"] for row in old)
    if not old:
        return 0
    new = [row for row in old if digest(row["id"]) not in known]
    made = [parts.write(day, parts.table(rows)) for day, rows in parts.by_day(new).items()]
    try:
        with transaction():
            parts.take_turn()
            gone = delete(Event).where(Event.id.in_([row["id"] for row in old]))
            left = {row.id: row.viewer for row in db.session.execute(gone.returning(Event.id, Event.viewer))}
            # Somebody may have withdrawn meanwhile, or another machine was quicker.
            if left != {row["id"]: row["viewer"] for row in old} or _sealed(row["id"] for row in new):
                raise parts.Changed
            if new:
                db.session.execute(insert(Seen), [{"digest": digest(row["id"])} for row in new])
            db.session.add_all(made)
    except parts.Changed:
        parts.discard(made)
        return 0
    return len(old)


def _sealed(ids: Iterable[str]) -> set[bytes]:
    wanted = [digest(one) for one in ids]
    return set(db.session.scalars(select(Seen.digest).where(Seen.digest.in_(wanted))))


def _live(keys: Sequence[str]) -> list[Part]:
    wanted = select(Part).where(Part.key.in_(keys), Part.dropped_at.is_(None)).order_by(Part.key)
    return [_plain(part) for part in db.session.scalars(wanted)]


def _plain(part: Part) -> Part:
    """A row that no session expires while its file is worked on."""
    return Part(key=part.key, day=part.day, rows=part.rows, level=part.level, dropped_at=part.dropped_at)
