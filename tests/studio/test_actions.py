"""Which keys do what when single keys are switched off: the page's own module, asked in a real browser."""

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


def test_switched_off_single_keys_are_characters_only(chromium: Browser) -> None:
    with _static_files() as address:
        page = chromium.new_page()
        page.goto(f"{address}/studio/desk.css")
        assert page.evaluate(ASK) == ["ArrowLeft", "Home", "Space", "Mod+k"]
        page.close()
