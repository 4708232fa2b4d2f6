"""Taking events in, without a request and without a database: judged alike, and in turn."""

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import signing
from tagging.audience import beacon, inbox, inbox_files
from tagging.audience.take import Answer, Taker

SECRET = b"only for tests"
TOKEN = ".".join(["rel_1", "mom_1", "k1", signing._signature(SECRET, ("rel_1", "mom_1"))])


class Keys:
    """A ring's source that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> dict[str, bytes]:
        self.asked += 1
        return {"k1": SECRET}


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def taker(tmp_path: Path, keys: Keys) -> Iterator[Taker]:
    made = Taker(tmp_path, signing.Ring(keys))
    yield made
    made.close()


def body(*ids: str, **more: Any) -> bytes:
    about = {"type": "tap", "ts": 1, "session": "s", "episode": "ep_1", "token": TOKEN, **more}
    return json.dumps({"events": [{"id": name, **about} for name in ids]}).encode()


def lying(folder: Path) -> list[beacon.Event]:
    return [
        event
        for name in inbox_files.names(folder)
        for _, raw in inbox_files.read(name)
        for event in beacon.unpack(raw)
    ]


def test_202_means_it_is_on_disk_as_its_token_says(taker: Taker, tmp_path: Path):
    assert taker.take(body("event-01", ip="203.0.113.7", moment="mom_OTHER")).status == 202
    (event,) = lying(tmp_path)
    assert (event.id, event.release, event.moment, event.token) == ("event-01", "rel_1", "mom_1", None)
    assert not any(b"203.0.113.7" in path.read_bytes() for path in tmp_path.iterdir())


def test_a_browser_that_says_no_is_nobody_in_the_inbox_already(taker: Taker, tmp_path: Path):
    taker.take(body("event-01", viewer="vwr_1"), says_no=True)
    assert [event.viewer for event in lying(tmp_path)] == [None]


def test_forged_replayed_and_huge_ones_leave_nothing(taker: Taker, keys: Keys, tmp_path: Path):
    forged = [body("event-01", token=TOKEN[:-2] + "xx"), body("event-02", token="rel_1.mom_1.k9.x")]
    for raw in forged * 50:
        assert json.loads(taker.take(raw).body)["accepted"] == 0
    assert taker.take(b'{"events": [' + b" " * beacon.MOST_BYTES + b"]}").status == 413
    assert taker.take(b'{"events":' + b"[" * 100_000).status == 422
    assert taker.take(b'{"events":[{"id":' + b'{"a":' * 40_000).status == 422
    assert lying(tmp_path) == []
    assert keys.asked <= 2, "forged keys are looked up once a second at most"
    assert json.loads(taker.take(body("event-03", "event-03")).body) == {
        "accepted": 1, "repeated": 1, "refused": []
    }  # fmt: skip


def test_a_flood_is_told_to_come_again_and_costs_nobody_else_their_answer(
    taker: Taker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    open_again, writes = threading.Event(), inbox.Inbox._keep

    def stuck(self: inbox.Inbox, lump: list[inbox.Waiting]) -> None:
        assert open_again.wait(20)
        writes(self, lump)

    monkeypatch.setattr(inbox.Inbox, "_keep", stuck)

    async def come() -> tuple[list[Answer], list[Answer]]:
        flood = [
            asyncio.ensure_future(taker.take_soon(body(f"flood-{n:03}"), sender="one")) for n in range(200)
        ]
        others = [taker.take_soon(body(f"other-{n:03}"), sender=f"viewer {n}") for n in range(50)]
        waiting = [asyncio.ensure_future(other) for other in others]
        await asyncio.sleep(0)  # all of them have asked
        open_again.set()
        return await asyncio.gather(*flood), await asyncio.gather(*waiting)

    # In a thread of its own: in this one a browser's loop may be running.
    with ThreadPoolExecutor(1) as aside:
        flood, others = aside.submit(asyncio.run, come()).result()
    assert {answer.status for answer in flood} == {202, 503}
    assert {int(answer.headers["Retry-After"]) for answer in flood if answer.status == 503} == {2}
    assert {answer.status for answer in others} == {202}
    taker.close()
    kept = {event.id for event in lying(tmp_path)}
    assert {f"other-{n:03}" for n in range(50)} <= kept
    told = sum(answer.status == 503 for answer in flood)
    assert len(kept) == 50 + len(flood) - told, "who was told 503 was not kept"


VALUES = st.none() | st.integers() | st.text(max_size=70) | st.booleans() | st.floats() | st.lists(st.none())
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("ts", "at_ms"), st.integers(-1, 2**54) | VALUES),
        **dict.fromkeys(("session", "episode", "viewer", "release", "moment", "channel"), VALUES),
        "id": st.from_regex(r"[A-Za-z0-9_-]{7,65}") | VALUES,
        "type": st.sampled_from(["tap", "play", "explode"]) | VALUES,
        "other": VALUES,
    },
)


@given(st.lists(EVENTS, min_size=1, max_size=4))
def test_a_batch_is_judged_at_once_as_one_by_one(events: list[dict[str, Any]]):
    raw = json.dumps({"events": events}, ensure_ascii=False).encode("utf-8", "replace")
    told, slow = beacon.read(raw), beacon._one_by_one(raw)
    assert told == slow
    assert len(told.events) + len(told.refused) == len(events)
    assert beacon.unpack(beacon.pack(told.events)) == told.events
