"""Background entry points: what players sent becomes touches and Parquet, and stays in order there."""

from pathlib import Path

from flask import current_app

from kit.jobs import job, sweep
from tagging.audience import seal, tidy, viewers


@sweep("beacons", every_s=0.5)
def sweep_beacons() -> None:
    """Once a second a worker lets its inbox go: what is in there counts within two."""
    seal.seal(Path(current_app.config["VITRINE"].inbox_path))


@job(viewers.FORGETTER)
def forget_viewers() -> None:
    tidy.forget()


@sweep("parts", every_s=5)
def sweep_parts() -> None:
    while tidy.move_old():
        pass
    tidy.forget()
    tidy.bring_together()
    tidy.throw_away()


@sweep("stray parts", every_s=3600)
def sweep_strays() -> None:
    tidy.throw_away_strays()
