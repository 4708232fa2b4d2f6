"""A change as a sentence in the reader's language."""

from typing import Any

from kit.language import _, noted
from tagging.episodes.timing import Timing
from tagging.history.models import Change

ACTS = {
    ("placement", "place"): noted("%(who)s placed “%(what)s”"),
    ("placement", "change"): noted("%(who)s changed “%(what)s”: %(how)s"),
    ("placement", "follow"): noted("The box of “%(what)s” was followed"),
    ("placement", "delete"): noted("%(who)s deleted “%(what)s”"),
    ("placement", "restore"): noted("%(who)s put a former version of “%(what)s” back"),
    ("note", "write"): noted("%(who)s wrote %(what)s at %(at)s"),
    ("note", "edit"): noted("%(who)s changed %(what)s at %(at)s"),
    ("note", "delete"): noted("%(who)s deleted %(what)s at %(at)s"),
    ("note", "resolve"): noted("%(who)s resolved %(what)s at %(at)s"),
    ("note", "reopen"): noted("%(who)s opened %(what)s at %(at)s again"),
    ("note", "become"): noted("%(who)s made a moment of %(what)s at %(at)s"),
    ("episode", "publish"): noted("%(who)s published release %(number)s"),
    ("episode", "republish"): noted("%(who)s published release %(number)s again"),
    ("episode", "take_down"): noted("%(who)s took the episode down"),
    ("episode", "take_in"): noted("%(who)s took in markers: %(new)s new, %(changed)s changed"),
}
NOTES = {
    "comment": noted("a comment"),
    "reply": noted("a reply"),
    "tag": noted("a draft tag"),
    "reveal": noted("a reveal"),
    "cliffhanger": noted("a cliffhanger"),
}
FIELDS = {
    "variant": noted("product"),
    "label": noted("label"),
    "action": noted("button"),
    "disclosure": noted("disclosure"),
    "anchor": noted("chip"),
    "start_frame": noted("start"),
    "end_frame": noted("end"),
    "keys": noted("box"),
    "hidden": noted("where it hides"),
}
ANCHORS = {"follow": noted("follows"), "docked": noted("docked")}
# Of these the name alone says enough.
UNTOLD = {"variant", "keys", "hidden"}


def sentence(change: Change, timing: Timing) -> str:
    """Who did what, with what was before where that fits into words."""
    known = {name: value[1] for name, value in change.fields.items() if isinstance(value, list)}
    about: dict[str, Any] = {"number": "", "new": 0, "changed": 0, **known}
    about |= {"who": change.who, "what": change.subject}
    if change.act == "change":
        about["how"] = ", ".join(told(change, timing))
    if change.subject_kind == "note":
        about["what"] = _(NOTES[change.subject])
        about["at"] = clock(known.get("at", 0), timing)
    return _(ACTS[change.subject_kind, change.act], **about)


def told(change: Change, timing: Timing) -> list[str]:
    """What was changed, each with before and after: “label “Scarf” → “Red scarf””."""
    return [_told(name, value, timing) for name, value in change.fields.items() if name in FIELDS]


def _told(name: str, value: Any, timing: Timing) -> str:
    if name in UNTOLD or not isinstance(value, list):
        return _(FIELDS[name])
    if name.endswith("_frame"):
        before, after = (clock(frame, timing) for frame in value)
        return _("%(name)s %(before)s → %(after)s", name=_(FIELDS[name]), before=before, after=after)
    before, after = (_said(name, each) for each in value)
    return _("%(name)s “%(before)s” → “%(after)s”", name=_(FIELDS[name]), before=before, after=after)


def _said(name: str, value: Any) -> str:
    if value is None:
        return _("none")
    return _(ANCHORS[value]) if name == "anchor" and value in ANCHORS else str(value)


def clock(frame: int, timing: Timing) -> str:
    """A frame as the desk writes it: 0:27.40, hundredths cut."""
    hundredths = frame * timing.den * 100 // timing.num
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes}:{rest // 100:02}.{rest % 100:02}"
