"""Ask for a search, stop it, and decide on what it found."""

from collections.abc import Sequence
from typing import Any

from kit.db import db
from kit.errors import Conflict, NotAllowed, NotFound
from kit.language import _
from kit.moves import after
from tagging.episodes import refusals
from tagging.episodes.lease import call_off
from tagging.episodes.models import Episode
from tagging.finding import queries
from tagging.finding.models import Finding, Search
from tagging.finding.states import FINDING_MOVES, IN_WORK, SEARCH_MOVES
from tagging.placements import together, tracks
from tagging.placements.models import Placement
from tagging.placements.place import place

# Photos are kept in memory while a film is looked through, a megabyte of marks each.
MOST_PRODUCTS = 300


def search(episode: Episode, products: Sequence[str] | None = None, brand_id: str | None = None) -> Search:
    """Look for products in an episode's cut: those named, or every one with a picture."""
    cut = episode.cut
    if not cut.is_read:
        raise Conflict(_("This film is still being read. Products are looked for when it is ready."))
    known = {product.id for product in queries.with_picture(episode.workspace_id, brand_id)}
    if products is not None and set(products) - known:
        raise NotFound(_("One of these products is not on the shelf, or has no picture to look for it by."))
    if not known:
        raise Conflict(_("No product has a picture to look for it by. Add one to the shelf first."))
    if products is None and brand_id is None:
        # The one that would have begun by itself is this one.
        cut.wants_search = False
    return begin(episode, list(dict.fromkeys(products or known)), brand_id)


def begin(episode: Episode, products: list[str], brand_id: str | None = None) -> Search:
    """What is being looked for in this cut already is looked for along with it."""
    for other in queries.in_work(episode.cut.id):
        products = list(dict.fromkeys([*products, *other.products]))
        brand_id = brand_id if other.brand_id == brand_id else None
        _stop(other)
    newest = [product.id for product in queries.with_picture(episode.workspace_id)]
    wanted = [product for product in newest if product in set(products)]
    made = Search(workspace_id=episode.workspace_id, episode_id=episode.id, cut_id=episode.cut.id)
    made.brand_id, made.products = brand_id, wanted[:MOST_PRODUCTS]
    if len(wanted) > MOST_PRODUCTS:
        made.why = refusals.TOO_MANY_PRODUCTS % {"most": MOST_PRODUCTS}
    db.session.add(made)
    db.session.flush()
    return made


def start_by_itself(episode: Episode) -> None:
    """Shots were found: what is on the shelf is looked for without being asked."""
    episode.cut.wants_search = False
    products = [product.id for product in queries.with_picture(episode.workspace_id)]
    if products:
        begin(episode, products)


def cancel(search: Search, brand_id: str | None = None) -> Search:
    """Look no further; what was found so far stays. Done already is fine."""
    if brand_id is not None and search.brand_id != brand_id:
        raise NotAllowed(_("The studio asked for this search. Ask an editor to stop it."))
    if search.status in IN_WORK:
        _stop(search)
        db.session.flush()
    return search


def accept(episode: Episode, finding: Finding, brand_id: str | None = None) -> Placement:
    """Pin the product where it was found, and follow it from there."""
    if finding.state != "open":
        raise Conflict(_("This was decided already. Load the page again to see how."))
    keys = [[finding.at_frame, *finding.box]]
    span = finding.start_frame, finding.end_frame
    variant = finding.product.variants[0].id
    wanted: dict[str, Any] = {"start_frame": span[0], "end_frame": span[1], "keys": keys, "variant": variant}
    # A product that is placed already gets another moment.
    wanted["part_of"] = together.akin(episode.cut.id, variant, *span)
    placement = place(episode, wanted, brand_id)
    finding.status, finding.placement_id = after(FINDING_MOVES, finding.state, "accept"), placement.id
    tracks.start(episode, finding.at_frame, finding.box, span=span, placement=placement)
    return placement


def refuse(finding: Finding) -> Finding:
    if finding.state == "accepted":
        raise Conflict(_("This is placed already. Delete the placement instead."))
    if finding.state != "refused":
        finding.status = after(FINDING_MOVES, finding.state, "refuse")
    return finding


def reopen(finding: Finding) -> Finding:
    """Take a refusal back."""
    if finding.state == "accepted":
        raise Conflict(_("This is placed already. Delete the placement instead."))
    if finding.state == "refused":
        finding.status = after(FINDING_MOVES, finding.state, "reopen")
    return finding


def _stop(search: Search) -> None:
    search.status = after(SEARCH_MOVES, search.status, "cancel")
    call_off(search)
