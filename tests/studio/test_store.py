"""What a person may change on the desk: the page's own module, asked in a real browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.studio.test_geometry import _static_files

Ask = Callable[[str], Any]

SETUP = """
  const { Desk } = await import('/studio/store.js');
  const told = [];
  const desk = new Desk(
    { cut: { fps: [25, 1], frames: 100 }, reading: { step: 'done' }, shots: [] },
    { mayRead: false, ownOnly: OWN },
  );
  desk.variants = new Map([['coat', { id: 'coat' }]]);
  desk.on('others', () => told.push('others'));
  const moment = (variant) => ({ variant, label: variant, keys: [[0, 0.1, 0.1, 0.2, 0.2]], hidden: [],
    start_frame: 0, end_frame: 50, action: 'Buy now', disclosure: null, anchor: 'follow' });
  desk.adopt('mine', moment('coat'));
  desk.adopt('theirs', moment('lipstick'));
"""


@pytest.fixture(scope="module")
def ask(chromium: Browser) -> Iterator[Ask]:
    with _static_files() as address:
        page = chromium.new_page()
        page.goto(f"{address}/mark.svg")
        yield lambda body: page.evaluate(f"async () => {{ {body} }}")
        page.close()


CHANGES = """
  for (const uid of ['mine', 'theirs']) desk.change(uid, { label: 'new' }, 'Label changed');
  desk.remove('theirs', 'Moment deleted');
  return [desk.of('mine').label, desk.of('theirs')?.label, told.length, desk.isOthers('theirs')];
"""


def test_a_brands_people_change_only_their_own_moments_and_are_told_so(ask: Ask) -> None:
    assert ask(SETUP.replace("OWN", "true") + CHANGES) == ["new", "lipstick", 2, True]


def test_an_editor_changes_also_what_is_no_longer_sold(ask: Ask) -> None:
    assert ask(SETUP.replace("OWN", "false") + CHANGES) == ["new", None, 0, False]


ANSWERS = """
  const sides = [];
  desk.change('mine', { label: 'first' }, 'Label changed');
  const asked = Date.now();
  await new Promise((later) => setTimeout(later, 5));
  const refused = desk.answered('Refused', (side) => sides.push(`refused ${side}`));
  desk.adopt('new', moment('coat'));
  desk.answered('Placed', (side) => sides.push(`placed ${side}`), 'new');
  // A path that was asked for before comes only now.
  const was = { keys: desk.of('mine').keys };
  desk.adopt('mine', { ...desk.of('mine'), keys: [[0, 0.5, 0.5, 0.2, 0.2]] });
  desk.remember('mine', was, 'Box followed', asked);
  const undone = [];
  for (let i = 0; i < 2; i++) undone.push(desk.undo());
  const gone = desk.of('new') === undefined;
  const done = [desk.redo(), desk.redo()];
  desk.takeBack(refused);
  desk.takeBack(refused);
  for (let i = 0; i < 3; i++) undone.push(desk.undo());
  return [undone, gone, done, sides, desk.of('mine').label, desk.of('mine').keys[0][1], desk.undoable];
"""


def test_answers_are_taken_back_in_their_row_and_what_comes_late_has_its_own_place(ask: Ask) -> None:
    undone, gone, done, sides, label, x, left = ask(SETUP.replace("OWN", "false") + ANSWERS)
    assert undone == ["Placed", "Refused", "Placed", "Box followed", "Label changed"]
    assert gone
    assert done == ["Refused", "Placed"]
    both = ["placed before", "refused before", "refused after", "placed after"]
    assert sides == [*both, "refused before", "placed before"], "once is enough"
    assert (label, x, left) == ("coat", 0.1, None)


def test_taking_back_never_undoes_what_somebody_else_has_said_since(ask: Ask):
    said = ask(
        SETUP.replace("OWN", "false")
        + """
      desk.change('mine', { label: 'Ada', action: 'See it' }, 'Words changed');
      desk.change('mine', { label: 'Ada again' }, 'Label changed');
      desk.overrule('mine', ['label']);
      desk.adopt('mine', { ...desk.of('mine'), label: 'Ben' });
      const words = [desk.undoable];
      desk.undo();
      const now = desk.of('mine');
      return [words, now.label, now.action, desk.undoable];
    """
    )
    assert said == [["Words changed"], "Ben", "Buy now", None]


def test_what_a_file_brought_is_taken_back_in_one(ask: Ask):
    said = ask(
        SETUP.replace("OWN", "false")
        + """
      const was = new Map(desk.moments);
      desk.adopt('mine', { ...desk.of('mine'), label: 'From the suite' });
      desk.adopt('new', moment('coat'));
      desk.cameIn(was, 'Markers taken in');
      const words = desk.undoable;
      desk.undo();
      return [words, desk.of('mine').label, desk.of('new') ?? null, desk.undoable];
    """
    )
    assert said == ["Markers taken in", "coat", None, None]


def test_a_step_names_only_what_differs_whoever_made_the_change(ask: Ask):
    said = ask(
        SETUP.replace("OWN", "false")
        + """
      const steps = [];
      const label = () => desk.of('mine').label;
      // By hand: what is said as it was is no part of it, so another's word since stays.
      desk.change('mine', { label: 'coat', action: 'See it' }, 'Words changed');
      desk.adopt('mine', { ...desk.of('mine'), label: 'Ben' });
      desk.undo();
      steps.push([desk.of('mine').action, label()]);
      // By the server for us.
      const was = { label: label(), anchor: 'follow' };
      desk.adopt('mine', { ...desk.of('mine'), anchor: 'docked' });
      desk.remember('mine', was, 'Docked', Date.now());
      desk.adopt('mine', { ...desk.of('mine'), label: 'Cleo' });
      desk.undo();
      steps.push([desk.of('mine').anchor, label()]);
      // What came in, and what didn't: an answer that changed no moment is taken back all the same.
      const before = new Map(desk.moments);
      desk.cameIn(before, 'Nothing came');
      steps.push(desk.undoable);
      desk.answered('Refused', (side) => steps.push(`refused ${side}`));
      desk.undo();
      return steps;
    """
    )
    assert said == [["Buy now", "Ben"], ["follow", "Cleo"], None, "refused before"]


def test_words_that_run_the_other_way_stay_within_themselves(ask: Ask):
    said = ask("""
      const { t } = await import('/words.js');
      return ['Mantel', 'מעיל', 'coat\\u202efo', 'a\\u2069b'].map((name) => t('{name} deleted', { name }));
    """)
    assert said == [
        "Mantel deleted",
        "\u2068מעיל\u2069 deleted",
        "\u2068coat\u202efo\u2069 deleted",
        "\u2068ab\u2069 deleted",
    ]
