"""Background entry points: films to be packaged for HLS.

Nobody nudges it: only the sweep takes one, so that each worker packages one at a time, beside its jobs.
"""

from flask import current_app

from kit.jobs import do, job, sweep
from tagging.episodes.lease import next_of_films
from tagging.packaging import run
from tagging.packaging.models import IN_WORK, Package

PACKAGER = "package_cut"


@job(PACKAGER)
def package_cut(package_id: str) -> None:
    run.package(package_id)


@sweep("films without renditions", every_s=5)
def sweep_packages() -> None:
    """Films that were read and aren't packaged, and the next that is waiting."""
    if not current_app.config["VITRINE"].hls:
        return
    waiting = next_of_films(Package, IN_WORK)
    if waiting:
        do(PACKAGER, waiting)
