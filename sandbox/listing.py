"""Stripe's lists and `expand[]`."""

import json
from collections.abc import Mapping

from sandbox import store
from sandbox.errors import invalid, missing
from sandbox.params import Params
from sandbox.store import Connection, Json

FARTHEST = 10**12
BOUNDS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def page(
    db: Connection,
    kind: str,
    url: str,
    params: Params,
    filters: Mapping[str, str | None],
    parent: str | None = None,
) -> Json:
    """One page, newest first; `filters` are fields of the object that must have these values."""
    limit = params.integer("limit", least=1, most=100) or 10
    after, before = params.text("starting_after"), params.text("ending_before")
    wheres, values = ["kind = ?"], [kind]
    for name, value in filters.items():
        if value is not None:
            wheres.append(f"json_extract(body, '$.{name}') = ?")
            values.append(value)
    if parent is not None:
        wheres.append("parent = ?")
        values.append(parent)
    for sign, moment in _created(params):
        wheres.append(f"created {sign} {moment}")
    params.close()
    if after and before:
        raise invalid("You can only page one way: starting_after or ending_before.", "ending_before")
    for cursor, sign, name in ((after, "<", "starting_after"), (before, ">", "ending_before")):
        if cursor:
            wheres.append(f"seq {sign} {_place(db, kind, cursor, name)}")
    order = "ASC" if before else "DESC"
    # Every part but the values is written in this file.
    sql = f"SELECT body FROM objects WHERE {' AND '.join(wheres)} ORDER BY seq {order} LIMIT {limit + 1}"  # noqa: S608
    found = [json.loads(row["body"]) for row in db.execute(sql, values)]
    data, has_more = found[:limit], len(found) > limit
    return as_list(url, data[::-1] if before else data, has_more)


def as_list(url: str, data: list[Json], has_more: bool = False) -> Json:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def expanded(db: Connection, body: Json, paths: list[str]) -> Json:
    """Replace ids by what they name, along each dotted path."""
    for path in paths:
        if path.count(".") > 3:
            raise invalid("You cannot expand more than 4 levels of a property.", "expand")
        _expand(db, body, path.split("."), path)
    return body


def _expand(db: Connection, body: Json, steps: list[str], path: str) -> None:
    name, rest = steps[0], steps[1:]
    refusal = invalid(f"This property cannot be expanded ({path}).", "expand")
    if body["object"] == "list" and name == "data" and rest:
        for item in body["data"]:
            _expand(db, item, rest, path)
        return
    kept = INCLUDED.get((body["object"], name))
    if kept and not isinstance(body.get(name), dict):
        kind, url = kept
        body[name] = as_list(url.format(id=body["id"]), store.children(db, body["id"], kind))
    if name not in body:
        raise refusal
    value = body[name]
    if isinstance(value, str):
        value = body[name] = store.find(db, None, value)
        if value is None:
            raise refusal
    if value is None:
        return
    if not isinstance(value, dict) or "object" not in value:
        raise refusal
    if rest:
        _expand(db, value, rest, path)


# Lists that are left out of an object until somebody asks for them.
INCLUDED = {
    ("checkout.session", "line_items"): ("item", "/v1/checkout/sessions/{id}/line_items"),
    ("charge", "refunds"): ("refund", "/v1/charges/{id}/refunds"),
}


def _created(params: Params) -> list[tuple[str, int]]:
    if not params.has_inside("created"):
        exact = params.integer("created", most=FARTHEST)
        return [] if exact is None else [("=", exact)]
    bounds = params.inside("created")
    moments = [(sign, bounds.integer(name, most=FARTHEST)) for name, sign in BOUNDS.items()]
    return [(sign, moment) for sign, moment in moments if moment is not None]


def _place(db: Connection, kind: str, cursor: str, param: str) -> int:
    row = db.execute("SELECT seq FROM objects WHERE id = ? AND kind = ?", (cursor, kind)).fetchone()
    if row is None:
        raise missing(kind, cursor, param)
    return int(row["seq"])
