"""Background entry points: boxes waiting to be followed."""

from sqlalchemy import select

from kit.db import db, transaction
from kit.jobs import do, job, sweep
from tagging.episodes.lease import is_free
from tagging.placements import tracks
from tagging.tracking import run
from tagging.tracking.models import Track
from tagging.tracking.states import IN_WORK


@job(tracks.FOLLOWER)
def follow_track(track_id: str) -> None:
    run.follow(track_id, tracks.take_over)


@sweep("waiting tracks", every_s=2)
def sweep_tracks() -> None:
    """Boxes whose nudge was lost or whose worker died; and the next one while films hold every worker."""
    with transaction():
        wanted = select(Track.id).where(Track.status.in_(IN_WORK), is_free(Track)).order_by(Track.made_at)
        waiting = list(db.session.scalars(wanted.limit(5)))
    for track_id in waiting:
        do(tracks.FOLLOWER, track_id)
