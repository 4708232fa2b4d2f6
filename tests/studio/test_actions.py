"""Which key does what, also when single keys are switched off: the page's own modules, in a real browser."""

from playwright.sync_api import Browser

from tests.studio.test_geometry import _static_files

ASK = """async () => {
  const { Actions } = await import('/studio/actions.js');
  const actions = new Actions('somebody');
  const done = [];
  for (const key of ['b', '?', 'ArrowLeft', 'Home', 'Space', 'Mod+k'])
    actions.add([{ id: key, group: '', name: key, keys: [key], run: () => done.push(key) }]);
  actions.listen();
  actions.isSingle = false;
  const press = (key, ctrlKey = false) =>
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true }),
    );
  for (const key of ['b', '?', 'ArrowLeft', 'Home', ' ']) press(key);
  press('k', true);
  return done;
}"""

# Nothing is done here, so nothing has to be there to do it with.
LIST = """async () => {
  const { deskActions } = await import('/studio/desk_actions.js');
  const { ALSO } = await import('/studio/palette_words.js');
  const all = deskActions({ open: {} }).filter((one) => one.id);
  return [all.map(({ id, name, keys }) => [id, name, keys]), Object.keys(ALSO)];
}"""
# What a browser keeps to itself, on whatever system.
BROWSERS = {
    "Mod+t",
    "Mod+n",
    "Mod+w",
    "Mod+r",
    "Mod+l",
    "Mod+Shift+t",
    "Mod+Shift+n",
    "F5",
    "F11",
    "Tab",
    "Shift+Tab",
}


def test_every_action_has_a_key_of_its_own_and_other_names(chromium: Browser) -> None:
    with _static_files() as address:
        page = chromium.new_page()
        page.goto(f"{address}/studio/desk.css")
        actions, also = page.evaluate(LIST)
        page.close()
    assert not [name for _, name, keys in actions if not keys]
    pressed = [key for _, _, keys in actions for key in keys]
    assert sorted(pressed) == sorted(set(pressed))
    assert not BROWSERS & set(pressed)
    ids = [one for one, _, _ in actions]
    assert len(set(ids)) == len(ids) == len({name for _, name, _ in actions})
    assert set(also) <= set(ids)


def test_switched_off_single_keys_are_characters_only(chromium: Browser) -> None:
    with _static_files() as address:
        page = chromium.new_page()
        page.goto(f"{address}/studio/desk.css")
        assert page.evaluate(ASK) == ["ArrowLeft", "Home", "Space", "Mod+k"]
        page.close()
