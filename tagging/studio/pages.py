"""The studio's pages."""

import tempfile
from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from accounts.callers import caller, requires
from accounts.models import Organisation, Workspace
from commerce.catalogue import queries as catalogue
from commerce.catalogue import shelf
from kit import money
from kit.db import db
from kit.errors import NotUnderstood
from tagging.episodes import queries as episodes
from tagging.episodes.models import Series
from tagging.studio import queries

blueprint = Blueprint("studio_pages", __name__, url_prefix="/studio")


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
    return render_template("studio/desk.html", episode=queries.brief(episode), limits=limits())


@blueprint.get("/products")
@requires("see_studio")
def show_products() -> str:
    return products_page({}, {})


@blueprint.post("/products")
@requires("keep_products")
def add_product() -> str | tuple[str, int] | Response:
    form = request.form
    try:
        product = _add(form.to_dict())
    except (NotUnderstood, ValueError) as reason:
        db.session.rollback()
        return products_page({"form": str(reason)}, form.to_dict()), 422
    flash(f"{product} is on the shelf.", "ok")
    return redirect("/studio/products")


def _add(form: dict[str, str]) -> str:
    me = caller()
    stock = form.get("stock", "").strip()
    if not stock.isdecimal():
        raise NotUnderstood("The stock is a whole number, such as 12.")
    with tempfile.TemporaryDirectory() as folder:
        sent = request.files.get("picture")
        picture = None
        if sent is not None and sent.filename:
            picture = Path(folder) / "picture"
            sent.save(picture)
        product = shelf.add_product(
            me.workspace_id,
            _brand(form.get("brand", "")),
            title=form.get("title", ""),
            price=money.parse(form.get("price", ""), form.get("currency", "EUR")),
            on_hand=int(stock),
            description=form.get("description", ""),
            picture=picture,
        )
    return product.title


def _brand(name: str) -> Organisation:
    """A brand manager adds to the own brand only."""
    me = caller()
    own = db.session.get(Organisation, me.own_brand_id) if me.own_brand_id else None
    if own is not None and name.strip() != own.name:
        raise NotUnderstood(f"You keep the products of {own.name}. Write that as the brand.")
    return own or shelf.brand_named(me.workspace_id, name)


def products_page(errors: dict[str, str], values: dict[str, str]) -> str:
    workspace = db.session.get_one(Workspace, caller().workspace_id)
    products = catalogue.list_products(workspace.id, caller().own_brand_id)
    return render_template(
        "studio/products.html",
        products=products,
        brands=sorted({product.brand.name for product in products}),
        errors=errors,
        values=values,
        currency=workspace.currency,
        may_keep=caller().may("keep_products"),
    )


def limits() -> dict[str, object]:
    settings = current_app.config["VITRINE"]
    megabytes = settings.max_film_megabytes
    size = f"{megabytes // 1000} GB" if megabytes >= 1000 and megabytes % 1000 < 100 else f"{megabytes} MB"
    return {
        "minutes": settings.max_film_minutes,
        "bytes": megabytes * 1_000_000,
        "size": size,
        "files": "MP4, MOV, MKV, WebM",
    }
