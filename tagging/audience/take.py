"""Take events in: each by itself, so that one bad one never costs the others."""

import json
from typing import Any

import structlog
from marshmallow import ValidationError

from accounts import viewers
from accounts.channels import channel_for
from commerce.attribution import moments, touches
from commerce.attribution.models import Moment
from kit import clock, metrics
from kit.db import insert_new
from kit.errors import NotUnderstood, all_messages
from tagging.audience.models import Event
from tagging.audience.schemas import EventIn

log = structlog.get_logger()

MOST_EVENTS = 200
MOST_BYTES = 256 * 1024


def read(raw: bytes) -> list[Any]:
    """The events of a body, whatever content type a beacon had to give it."""
    try:
        events = json.loads(raw)["events"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotUnderstood('Send {"events": […]} as JSON.') from error
    if not isinstance(events, list) or not 1 <= len(events) <= MOST_EVENTS:
        raise NotUnderstood(f"Send 1 to {MOST_EVENTS} events at a time.")
    return events


def take(events: list[Any]) -> dict[str, Any]:
    """Keep what is new and genuine; say which were repeated and which refused, and why."""
    now = clock.now_ms()
    good: dict[str, dict[str, Any]] = {}
    proofs: dict[str, Moment] = {}
    refused, repeated = [], 0
    for given in events:
        try:
            event: dict[str, Any] = dict(EventIn().load(given) or {})
            proof = _proof(event)
        except ValidationError as error:
            name = given.get("id") if isinstance(given, dict) else None
            reason = all_messages(error.messages)
            refused.append({"id": name if isinstance(name, str) else None, "reason": reason})
            continue
        if event["id"] in good:
            repeated += 1
            continue
        # A clock that is ahead would let a touch come after the sale it caused.
        event["ts"] = min(event["ts"], now)
        good[event["id"]] = event
        if proof is not None:
            proofs[event["id"]] = proof
    _without_strangers(list(good.values()), proofs)
    new = insert_new(Event, [_row(event) for event in good.values()], Event.id)
    touches.remember([_touch(good[name], proofs[name]) for name in good if name in new and name in proofs])
    for name in new:
        # Where the viewer agreed to be known again, a purchase names its tap: this is where its trace begins.
        if good[name]["type"] == "tap" and good[name]["viewer"]:
            log.info("tap.taken", trace=name, moment=good[name]["moment"], episode=good[name]["episode"])
    metrics.count_events([good[name]["type"] for name in new])
    return {"accepted": len(new), "repeated": repeated + len(good) - len(new), "refused": refused}


def _without_strangers(events: list[dict[str, Any]], proofs: dict[str, Moment]) -> None:
    """An id that nobody agreed to, or that was withdrawn, isn't kept: the event is nobody's then."""
    known = viewers.known(event["viewer"] for event in events)
    for event in events:
        home = known.get(event["viewer"] or "")
        proof = proofs.get(event["id"])
        if home is None or (proof is not None and proof.workspace_id != home):
            event["viewer"] = None


def _proof(event: dict[str, Any]) -> Moment | None:
    """A touch counts only with its token, and for what the token says."""
    if event["type"] not in touches.KINDS:
        return None
    moment = moments.proved_by(event["token"])
    if moment is None:
        raise ValidationError({"token": ["This touch has no genuine moment token, so it doesn't count."]})
    if event["release"] not in (None, moment.release_id) or event["episode"] != moment.episode_id:
        raise ValidationError({"token": ["This token belongs to another release or episode."]})
    event["release"], event["moment"] = moment.release_id, moment.id
    return moment


def _row(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": event["id"],
        "type": event["type"],
        "ts": event["ts"],
        "received_at": clock.now(),
        "viewer": event["viewer"],
        "session": event["session"],
        "episode_id": event["episode"],
        "release_id": event["release"],
        "moment_id": event["moment"],
        "at_ms": event["at_ms"],
        "channel_key": event["channel"],
    }


def _touch(event: dict[str, Any], moment: Moment) -> dict[str, Any]:
    return {
        "id": event["id"],
        "workspace_id": moment.workspace_id,
        "release_id": moment.release_id,
        "moment_id": moment.id,
        "product_id": moment.product_id,
        "channel_id": channel_for(moment.workspace_id, event["channel"]),
        "viewer": event["viewer"],
        "session": event["session"],
        "kind": touches.KINDS[event["type"]],
        "ts": event["ts"],
        "received_at": clock.now(),
    }
