"""Split a read film into shots: they and their pictures appear while the rest is still looked at.

A worker killed anywhere leaves the shots it had found; another one begins anew, and its first shots take
their place. Whoever stops it keeps what is there.
"""

from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import delete, func, select

from accounts.audit.record import record
from kit import jobs, storage
from kit.db import db, transaction
from kit.errors import Conflict
from kit.language import _
from tagging.episodes import refusals
from tagging.episodes.lease import Lease, call_off
from tagging.episodes.models import UNREAD, Cut, Episode
from tagging.episodes.reading import MOST_TRIES, SHOT_FINDER
from tagging.episodes.scratch import room_for
from tagging.eyes.bounds import ORDINARY
from tagging.eyes.process import Stopped, Unseen, look
from tagging.keyframes.models import KeyframeRow, ShotRow

log = structlog.get_logger()

EYE = "tagging.keyframes.eye"
ROOM = ("shots",)


def find_shots(cut_id: str) -> None:
    with Lease(cut_id, ROOM) as lease:
        if not lease.is_mine:
            return
        film = _begin(lease)
        if film is None:
            return
        try:
            with storage.store().local(film) as path, room_for(cut_id) as folder:
                _find(path, folder, lease)
        except Unseen as reason:
            _end(lease, [reason.sentence])
        except Stopped:
            log.info("cut.stopped", cut=cut_id)


def stop(episode: Episode) -> None:
    """Look no further for shots; those found stay."""
    cut = episode.cut
    if cut.step in UNREAD:
        raise Conflict(_("This film is still being read. Looking for shots begins after that."))
    # A worker may be just about to end it.
    db.session.refresh(cut, with_for_update=True)
    if cut.step != "shots":
        return
    call_off(cut)
    cut.step, cut.progress = "done", 1.0
    cut.warnings = [*_of_the_film(cut), refusals.SHOTS_STOPPED]
    # Products are looked for in what there is.
    cut.wants_search = True
    db.session.flush()
    _note(episode)


def look_again(episode: Episode) -> None:
    """Look for shots anew. Those there are stay until the first new ones come."""
    cut = episode.cut
    if not cut.is_read:
        raise Conflict(_("This film is still being read. Its shots are looked for after that."))
    db.session.refresh(cut, with_for_update=True)
    if cut.step == "shots":
        return
    cut.step, cut.progress, cut.tries, cut.warnings = "shots", 0.0, 0, _of_the_film(cut)
    call_off(cut)
    db.session.flush()
    jobs.nudge(SHOT_FINDER, cut.id)
    _note(episode)


def _note(episode: Episode) -> None:
    of = episode.workspace_id
    record("change_episode", "episode", episode.id, subject=episode.title, workspace_id=of, fields=["shots"])


def _begin(lease: Lease) -> str | None:
    with transaction():
        cut: Cut | None = lease.row()
        if cut is None:
            return None
        cut.tries += 1
        cut.progress = 0.0
        film, is_hopeless = cut.film, cut.tries > MOST_TRIES * 2
    if is_hopeless:
        _end(lease, [refusals.NO_SHOTS])
        return None
    return film


def _find(path: Path, folder: Path, lease: Lease) -> None:
    keeping = Keeping(lease, folder)
    work = {"path": str(path.absolute()), "folder": str(folder.absolute())}
    found = look(EYE, work, ORDINARY, lease.note, keeping.keep, lease.keeps_going)
    keeping.keep(found)
    _end(lease, found["warnings"], keeping.picture(found["poster"]))


class Keeping:
    """Writes shots down as they come; the first ones take the place of all that were there."""

    def __init__(self, lease: Lease, folder: Path) -> None:
        self.lease, self.folder = lease, folder
        self.is_first = True

    def keep(self, part: dict[str, Any]) -> None:
        if not self.lease.is_mine:
            raise Stopped
        pictures = {
            int(frame): self.picture(name, f"keyframe-{int(frame):06d}.jpg")
            for frame, name in part["stills"].items()
        }
        with transaction():
            cut: Cut | None = self.lease.row()
            if cut is None:
                self._give_up()
                raise Stopped
            if self.is_first:
                db.session.execute(delete(ShotRow).where(ShotRow.cut_id == cut.id))
            db.session.add_all(_shot(cut.id, shot, pictures) for shot in part["shots"])
        self.is_first = False

    def picture(self, name: str | None, called: str | None = None) -> str | None:
        """Brings a picture into the store, under its key."""
        if name is None:
            return None
        key = f"films/{self.lease.row_id}/{called or name}"
        # A name from another process: only what lies in our own folder.
        storage.store().put(self.folder / Path(name).name, key, move=True)
        return key

    def _give_up(self) -> None:
        """The episode was deleted meanwhile: what came after its files had gone goes too."""
        if db.session.get(Cut, self.lease.row_id) is None:
            storage.store().remove(f"films/{self.lease.row_id}")


def _shot(cut_id: str, shot: dict[str, Any], pictures: dict[int, str | None]) -> ShotRow:
    return ShotRow(
        cut_id=cut_id,
        position=shot["index"],
        start_frame=shot["start_frame"],
        end_frame=shot["end_frame"],
        transition=shot["transition"],
        confidence=shot["confidence"],
        keyframes=[
            KeyframeRow(position=i, frame=k["frame"], score=k["score"], picture=pictures[k["frame"]])
            for i, k in enumerate(shot["keyframes"])
        ],
    )


def _end(lease: Lease, warnings: list[str], poster: str | None = None) -> None:
    """Done, as far as it went: a film whose shots can't be found can still be watched and placed in."""
    with transaction():
        cut: Cut | None = lease.row()
        if cut is None:
            return
        cut.poster = poster or cut.poster
        cut.warnings = [*_of_the_film(cut), *warnings]
        cut.step, cut.progress, cut.wants_search = "done", 1.0, True
        count = db.session.scalar(select(func.count()).where(ShotRow.cut_id == cut.id))
    log.info("cut.shots", cut=lease.row_id, shots=count, warnings=warnings)


def _of_the_film(cut: Cut) -> list[str]:
    return [sentence for sentence in cut.warnings if sentence in refusals.OF_THE_FILM]
