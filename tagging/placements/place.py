"""Pin a product to the picture, change it, take it off."""

from typing import Any

from commerce.catalogue import queries as catalogue
from commerce.catalogue.models import Variant
from kit.db import db
from kit.errors import Conflict, NotAllowed, NotFound, NotUnderstood
from kit.language import _
from tagging.episodes.models import Cut, Episode
from tagging.placements import geometry, history, together
from tagging.placements.history import note
from tagging.placements.models import Placement
from tagging.tracking import path


def place(episode: Episode, wanted: dict[str, Any], brand_id: str | None = None) -> Placement:
    """Pin a variant to a box for a span of the episode's cut. A brand's people place only its things."""
    cut = episode.cut
    if not cut.is_read:
        raise Conflict(_("This film is still being read. Place products when it is ready."))
    variant = variant_of(episode.workspace_id, wanted["variant"], brand_id)
    placement = Placement(
        workspace_id=episode.workspace_id, episode_id=episode.id, cut_id=cut.id, variant=variant
    )
    placement.label = variant.title
    placement.disclosure = variant.product.disclosure
    placement.action, placement.anchor = "Buy now", "follow"
    set_fields(placement, wanted, cut.timing.frames)
    if wanted.get("part_of"):
        together.join(placement, wanted["part_of"])
    db.session.add(placement)
    db.session.flush()
    history.tell_made(placement)
    note("place", placement)
    return placement


def change(
    workspace_id: str, placement_id: str, wanted: dict[str, Any], brand_id: str | None = None
) -> Placement:
    """Change what is named. `version` must be the one the change was made on.

    What is said of the product is said of all moments of the placement at once.
    """
    placement = mine(workspace_id, placement_id, brand_id)
    if wanted.pop("version") != placement.version:
        from tagging.placements.schemas import PlacementOut

        theirs = PlacementOut().dump(placement)
        raise Conflict(_("Somebody else changed this meanwhile. Take theirs, or keep yours."), theirs=theirs)
    was = history.Was(placement)
    frames = db.session.get_one(Cut, placement.cut_id).timing.frames
    # One change is one version: nothing is written before all of it is there.
    with db.session.no_autoflush:
        beside = [(other, history.Was(other)) for other in together.others(placement)]
        if "variant" in wanted:
            _swap(placement, variant_of(workspace_id, wanted["variant"], brand_id))
        set_fields(placement, wanted, frames)
        _regroup(placement, wanted)
        if not wanted.keys().isdisjoint(("keys", "hidden")):
            placement.drawn += 1
    db.session.flush()
    history.tell_changed(placement, was)
    history.tell_beside(beside)
    note("change_placement", placement, fields=sorted(wanted))
    return placement


def _regroup(placement: Placement, wanted: dict[str, Any]) -> None:
    if "part_of" not in wanted or wanted["part_of"] == placement.belongs_to:
        if "variant" in wanted:
            for other in together.others(placement):
                _swap(other, placement.variant)
        together.share(placement, wanted)
    elif wanted["part_of"] is None:
        together.split_off(placement)
    else:
        together.join(placement, wanted["part_of"])


def _swap(placement: Placement, variant: Variant) -> None:
    """Words that were the old product's own become the new one's: who paid must never be told wrong."""
    if placement.label == placement.variant.title:
        placement.label = variant.title
    if placement.disclosure == placement.variant.product.disclosure:
        placement.disclosure = variant.product.disclosure
    placement.variant = variant


def remove(workspace_id: str, placement_id: str, brand_id: str | None = None) -> None:
    placement = mine(workspace_id, placement_id, brand_id)
    history.tell_deleted(placement)
    note("delete_placement", placement)
    db.session.delete(placement)
    db.session.flush()


def one(workspace_id: str, placement_id: str) -> Placement:
    found = db.session.get(Placement, placement_id)
    if found is None or found.workspace_id != workspace_id:
        raise NotFound(_("There is no such placement. It may have been deleted."))
    return found


def mine(workspace_id: str, placement_id: str, brand_id: str | None) -> Placement:
    found = one(workspace_id, placement_id)
    if brand_id is not None and found.variant.product.brand_id != brand_id:
        raise NotAllowed(_("This belongs to another brand. Ask an editor of the studio."))
    return found


def mine_or_none(workspace_id: str, placement_id: str | None, brand_id: str | None) -> Placement | None:
    return None if placement_id is None else mine(workspace_id, placement_id, brand_id)


def variant_of(workspace_id: str, variant_id: str, brand_id: str | None) -> Variant:
    found = catalogue.variant(workspace_id, variant_id)
    if brand_id is not None and found.product.brand_id != brand_id:
        raise NotFound(_("This product is not one of your brand's."))
    return found


def set_fields(placement: Placement, wanted: dict[str, Any], frames: int) -> None:
    for name in ("label", "action", "disclosure", "anchor", "start_frame", "end_frame"):
        if name in wanted:
            setattr(placement, name, wanted[name])
    if "hidden" in wanted:
        placement.hidden = path.inside(wanted["hidden"], 0, frames)
    try:
        geometry.check_span(placement.start_frame, placement.end_frame, frames)
        if "keys" in wanted:
            placement.keys = geometry.clean_keys(wanted["keys"], frames)
    except geometry.Misfit as misfit:
        raise NotUnderstood(_(misfit.text, **misfit.values)) from misfit
