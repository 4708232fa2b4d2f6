"""What differs between two states of a thing, and the way back. Values in, values out."""

from typing import Any

State = dict[str, Any]
Fields = dict[str, Any]


class Lost(ValueError):
    """The state is not the one that the change led to: something in between was not written down."""


def between(before: State, after: State) -> Fields:
    """field → [before, after]; of a list {"at", "before", "after"}, only the part that differs."""
    fields: Fields = {}
    for name in sorted(before.keys() | after.keys()):
        was, is_now = before.get(name), after.get(name)
        if was == is_now:
            continue
        if isinstance(was, list) and isinstance(is_now, list):
            fields[name] = _part(was, is_now)
        else:
            fields[name] = [was, is_now]
    return fields


def undone(state: State, fields: Fields) -> State:
    """The state before the change. Raises Lost where the change didn't lead to this one."""
    before = dict(state)
    for name, change in fields.items():
        if isinstance(change, dict):
            at, end = change["at"], change["at"] + len(change["after"])
            if state.get(name, [])[at:end] != change["after"]:
                raise Lost(name)
            before[name] = [*state[name][:at], *change["before"], *state[name][end:]]
        else:
            if state.get(name) != change[1]:
                raise Lost(name)
            before[name] = change[0]
    return before


def _part(was: list[Any], is_now: list[Any]) -> dict[str, Any]:
    """A path of thousands of boxes of which one was moved is told by that one."""
    shorter = min(len(was), len(is_now))
    start = next((i for i in range(shorter) if was[i] != is_now[i]), shorter)
    most = shorter - start
    end = next((i for i in range(most) if was[-1 - i] != is_now[-1 - i]), most)
    return {"at": start, "before": was[start : len(was) - end], "after": is_now[start : len(is_now) - end]}
