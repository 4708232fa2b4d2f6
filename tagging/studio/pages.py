"""The studio's pages."""

import re
from functools import cache
from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask_babel import format_decimal, get_locale
from sqlalchemy import select
from werkzeug.wrappers import Response

from accounts.callers import caller, requires
from accounts.models import Market, Workspace
from commerce.catalogue import queries as catalogue
from kit.db import db
from kit.language import _
from kit.money import Money
from tagging.episodes import queries as episodes
from tagging.episodes.models import Series
from tagging.studio import product_form, queries

blueprint = Blueprint("studio_pages", __name__, url_prefix="/studio")

IMPORTED = re.compile(r"^import [^;]*? from '\./([\w-]+\.js)';$", re.MULTILINE)


@blueprint.get("")
@requires("see_studio")
def show_library() -> str:
    mine = select(Series).where(Series.workspace_id == caller().workspace_id).order_by(Series.title)
    return render_template(
        "studio/library.html",
        series=list(db.session.scalars(mine)),
        limits=limits(),
        may_upload=caller().may("upload_films"),
    )


@blueprint.get("/<episode_id>")
@requires("see_studio")
def show_desk(episode_id: str) -> str:
    episode = episodes.episode(caller().workspace_id, episode_id)
    me = caller()
    return render_template(
        "studio/desk.html",
        episode=queries.brief(episode),
        may_publish=me.may("publish"),
        may_read=me.may("upload_films"),
        own_only=me.own_brand_id is not None,
        # What isn't saved yet is kept in the browser under it, for this person only.
        person=me.person_id,
        markets=markets(me.workspace_id),
        modules=modules(),
    )


@cache
def modules() -> list[str]:
    """What the desk's script asks for before it begins; named in the page, all of it comes at once."""
    folder = Path(current_app.root_path) / "static" / "studio"
    known: set[str] = set()
    found = {"desk.js"}
    while found:
        known |= found
        found = {
            name for one in found for name in IMPORTED.findall((folder / one).read_text("utf-8"))
        } - known
    return sorted(known)


def markets(workspace_id: str) -> list[dict[str, object]]:
    """Where the studio sells: what a preview can be seen as."""
    wanted = select(Market).where(Market.workspace_id == workspace_id).order_by(Market.country)
    return [
        {
            "country": one.country,
            "currency": one.currency,
            "languages": one.languages.replace(",", " ").split(),
        }
        for one in db.session.scalars(wanted)
    ]


@blueprint.get("/products")
@requires("see_studio")
def show_products() -> str:
    return products_page({}, {})


@blueprint.post("/products")
@requires("keep_products")
def add_product() -> str | tuple[str, int] | Response:
    written = request.form.to_dict()
    product, errors = product_form.add(caller(), written, request.files.get("picture"))
    if product is None:
        db.session.rollback()
        return products_page(errors, written), 422
    flash(_("%(product)s is on the shelf.", product=product.title), "ok")
    return redirect("/studio/products")


def products_page(errors: dict[str, str], values: dict[str, str]) -> str:
    workspace = db.session.get_one(Workspace, caller().workspace_id)
    products = catalogue.list_products(workspace.id, caller().own_brand_id)
    return render_template(
        "studio/products.html",
        products=products,
        brands=sorted({product.brand.name for product in products}),
        errors=errors,
        sent_picture=bool(errors) and bool(request.files.get("picture")),
        values=values,
        currency=workspace.currency,
        currencies=sorted(product_form.CURRENCIES, key=lambda one: one != workspace.currency),
        example=Money(18900, "EUR").figure(str(get_locale())),
        locale=str(get_locale()),
        may_keep=caller().may("keep_products"),
    )


def limits() -> dict[str, object]:
    settings = current_app.config["VITRINE"]
    megabytes = settings.max_film_megabytes
    is_round = megabytes >= 1000 and megabytes % 1000 < 100
    size = f"{megabytes // 1000} GB" if is_round else f"{format_decimal(megabytes)} MB"
    return {
        "minutes": settings.max_film_minutes,
        "bytes": megabytes * 1_000_000,
        "size": size,
        "files": "MP4, MOV, MKV, WebM",
    }
