"""Several moments as one placement, steps taken back, what is kept in the browser: the page's own modules."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.studio.test_geometry import _static_files

Ask = Callable[[str], Any]

SETUP = """
  const { Desk } = await import('/studio/store.js');
  const cut = { fps: [25, 1], frames: 1000 };
  const desk = new Desk({ cut, reading: { step: 'done' }, shots: [] });
  const wanted = [];
  desk.saver = { want: (uid, moment) => wanted.push(uid) };
  const moment = (start, more = {}) => ({ variant: 'coat', label: 'Coat', hidden: [],
    keys: [[start, 0.1, 0.1, 0.2, 0.2]], start_frame: start, end_frame: start + 50,
    action: 'Buy now', disclosure: null, anchor: 'follow', ...more });
  desk.adopt('a', moment(0, { part_of: 'coat' }));
  desk.adopt('b', moment(300, { part_of: 'coat' }));
  desk.adopt('c', moment(100, { part_of: 'alone' }));
"""


@pytest.fixture(scope="module")
def ask(chromium: Browser) -> Iterator[Ask]:
    with _static_files() as address:
        page = chromium.new_page()
        page.goto(f"{address}/mark.svg")
        yield lambda body: page.evaluate(f"async () => {{ {SETUP} {body} }}")
        page.close()


def test_what_is_said_of_one_moment_is_said_of_its_placement_and_taken_back_at_once(ask: Ask) -> None:
    labels = "['a', 'b', 'c'].map((uid) => desk.of(uid).label)"
    said = ask(f"""
      desk.change('a', {{ label: 'Moss', end_frame: 40 }}, 'Label changed');
      const after = {labels};
      const ends = [desk.of('a').end_frame, desk.of('b').end_frame];
      desk.undo();
      return [after, ends, wanted, {labels}, desk.of('a').end_frame];
    """)
    assert said == [["Moss", "Moss", "Coat"], [40, 350], ["a", "b", "a", "b"], ["Coat"] * 3, 50]


def test_a_step_taken_back_leaves_what_somebody_else_changed_since(ask: Ask) -> None:
    said = ask("""
      desk.change('c', { start_frame: 90 }, 'In point moved');
      desk.adopt('c', { ...desk.of('c'), label: 'Theirs' });
      desk.undo();
      return [desk.of('c').start_frame, desk.of('c').label];
    """)
    assert said == [100, "Theirs"]


def test_a_moment_joins_and_splits_off_and_both_are_taken_back(ask: Ask) -> None:
    together = "desk.placed.map(({ uids }) => uids.join(''))"
    said = ask(f"""
      desk.regroup('c', 'a', 'Moment joined');
      const joined = {together};
      desk.regroup('a', null, 'Moment split off');
      const split = {together};
      desk.undo();
      desk.undo();
      return [joined, split, {together}];
    """)
    assert said == [["acb"], ["a", "cb"], ["ab", "c"]]


def test_a_placement_deleted_and_taken_back_is_whole_again(ask: Ask) -> None:
    said = ask("""
      desk.removeAll(desk.together('a'), 'Placement deleted');
      const gone = desk.count;
      desk.undo();
      return [gone, desk.together('b')];
    """)
    assert said == [1, ["a", "b"]]


def test_what_is_on_is_found_at_both_edges_and_under_the_hand(ask: Ask) -> None:
    said = ask("""
      const at = (frame) => desk.at(frame).map(([uid]) => uid).join('');
      const before = [0, 49, 50, 99, 100, 349, 350].map(at);
      desk.show('a', { start_frame: 500, end_frame: 550 });
      return [before, at(0), at(520)];
    """)
    assert said == [["a", "a", "", "", "c", "b", ""], "", "a"]


def test_a_new_moment_goes_to_the_nearest_placement_of_its_product_that_is_not_on_then(ask: Ask) -> None:
    said = ask("""
      return [['coat', 160, 200], ['coat', 290, 310], ['coat', 0, 1000], ['lamp', 0, 9]].map(
        (asked) => desk.akin(...asked));
    """)
    assert said == ["c", "c", None, None]


JOURNAL = """
  const { Journal } = await import('/studio/journal.js');
  localStorage.clear();
  const gone = new Journal('ada', 'ep_1');
  const one = { uid: 'm1', id: null, version: 0, saved: null, wanted: moment(5), running: true };
  gone.keep([one], { p1: 'plc_1' });
"""


def test_what_a_window_left_is_handed_to_the_next_one_of_the_same_person_once(ask: Ask) -> None:
    said = ask(f"""{JOURNAL}
      const other = new Journal('ben', 'ep_1').left().length;
      const next = new Journal('ada', 'ep_1');
      const [page] = next.left();
      return [other, page.entries[0].wanted.start_frame, page.names, next.left().length];
    """)
    assert said == [0, 5, {"p1": "plc_1"}, 0]


def test_what_an_open_window_still_saves_is_left_to_it_and_rubbish_is_swept(ask: Ask) -> None:
    said = ask(f"""{JOURNAL}
      const next = new Journal('ada', 'ep_1');
      localStorage.setItem(next.prefix + 'broken', '{{');
      await new Promise((go) => setTimeout(go));
      await next.look();
      const left = next.left();
      gone.keep([], {{}});
      return [left.length, Object.keys(localStorage).length];
    """)
    # Locks are only held where a page is secure, as loopback is.
    assert said == [0, 0]


def test_a_few_letters_find_the_likeliest_first(ask: Ask) -> None:
    said = ask("""
      const { rank } = await import('/studio/fuzzy.js');
      const all = ['Enamel mug', 'Dome table lamp', 'Lamp, small', 'Last frame'];
      const also = (one) => (one === 'Enamel mug' ? 'lamps of tin, Tasse, Becher für Kaffee' : '');
      const asked = ['lamp', 'tab lam', 'lstf', 'zzz', 'fur', 'as'];
      return asked.map((words) => rank(all, words, (one) => one, also));
    """)
    assert said == [
        ["Lamp, small", "Dome table lamp", "Enamel mug"],
        ["Dome table lamp"],
        ["Last frame"],
        [],
        ["Enamel mug"],
        ["Last frame"],
    ]


def test_the_schedule_has_as_many_lanes_as_are_on_at_once_and_counts_each_minute(ask: Ask) -> None:
    said = ask("""
      const { lanes, perMinute } = await import('/studio/schedule.js');
      const span = (start_frame, end_frame) => ({ start_frame, end_frame });
      const all = [span(0, 100), span(50, 80), span(100, 120), span(1600, 1700)];
      return [lanes(all).map((lane) => lane.length), perMinute(all, 3200, [25, 1])];
    """)
    assert said == [[3, 1], [3, 1, 0]]


def test_keyframes_are_listed_from_early_to_late_whichever_is_best(ask: Ask) -> None:
    said = ask("""
      const { inTime } = await import('/studio/strip.js');
      return inTime([{ frame: 144 }, { frame: 102 }]).map((one) => one.frame);
    """)
    assert said == [102, 144]


def test_captions_are_read_with_their_frames(ask: Ask) -> None:
    said = ask("""
      const { cues } = await import('/studio/captions.js');
      const blocks = ['WEBVTT', '1\\n00:01.000 --> 00:02.500 line:80%\\n<i>Numb</i> &amp; cold',
        '01:00:00.000 --> 01:00:01.000\\nLate\\n'];
      return cues(blocks.join('\\n\\n'), [25, 1]);
    """)
    assert said == [
        {"start_frame": 25, "end_frame": 63, "words": "Numb & cold"},
        {"start_frame": 90000, "end_frame": 90025, "words": "Late"},
    ]


def test_a_key_is_carried_between_its_neighbours_and_the_middle_lies_between_them(ask: Ask) -> None:
    said = ask("""
      const { keyMoved, midpoint } = await import('/studio/geometry.js');
      const keys = [0, 10, 20].map((frame) => [frame, 0.1, 0.1, 0.2, 0.2]);
      const span = { start_frame: 0, end_frame: 30 };
      const to = (frame) => keyMoved(keys, 10, frame, span).keys.map(([at]) => at);
      const middles = [0, 5, 15, 25].map((frame) => midpoint(keys, frame));
      return [to(15), to(50), to(-5), middles, midpoint(keys.slice(0, 1), 3)];
    """)
    assert said == [[0, 15, 20], [0, 19, 20], [0, 1, 20], [5, 5, 15, 15], None]


def test_words_and_places_of_one_moment_lie_apart(ask: Ask):
    said = ask("""
      const { apart } = await import('/studio/moment.js');
      const pairs = [[['label'], ['end_frame', 'keys']], [['label'], ['action']], [['start_frame'], ['keys']],
        [['anchor'], ['label', 'keys']], [['part_of'], ['variant']], [[], ['label']],
        [['anchor', 'label'], ['anchor']]];
      return pairs.map(([here, there]) => apart(here, there));
    """)
    assert said == [True, False, False, True, False, True, False]
