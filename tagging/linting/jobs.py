"""Background entry points: films to be looked through for faces and burnt-in captions.

Nobody nudges it: only the sweep takes one, so that each worker looks one through at a time, beside its jobs.
"""

from kit.jobs import do, job, sweep
from tagging.episodes.lease import next_of_films
from tagging.linting import run
from tagging.linting.models import IN_WORK, Sight

LOOKER = "look_for_faces"


@job(LOOKER)
def look_for_faces(sight_id: str) -> None:
    run.look_through(sight_id)


@sweep("films without faces", every_s=2)
def sweep_sights() -> None:
    """Films whose shots were found and that nobody has looked through, and the next that is waiting."""
    waiting = next_of_films(Sight, IN_WORK)
    if waiting:
        do(LOOKER, waiting)
