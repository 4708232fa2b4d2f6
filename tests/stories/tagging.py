"""An editor at a whole episode, counted: keys pressed, clicks and drags made, and waits for the page."""

import re
import time
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

# What an experienced hand needs: a key, and aiming with a mouse (card, model human processor: K and P).
KEY_S, AIM_S = 0.2, 1.1


@dataclass
class Hand:
    """Whoever tags. Everything goes through here, so that it is counted."""

    page: Page
    keys: int = 0
    aims: int = 0
    waits_s: list[float] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.keys += len(words)

    def click(self, where: str, nth: int = 0) -> None:
        self.page.locator(where).nth(nth).click()
        self.aims += 1

    def drag(self, a: tuple[float, float], b: tuple[float, float]) -> None:
        """From one place of the picture to another, as fractions of it."""
        rect = self.page.locator("#boxes").bounding_box()
        assert rect
        ends = [(rect["x"] + x * rect["width"], rect["y"] + y * rect["height"]) for x, y in (a, b)]
        self.page.mouse.move(*ends[0])
        self.page.mouse.down()
        self.page.mouse.move(*ends[1], steps=4)
        self.page.mouse.up()
        self.aims += 2

    def wait(self, words: str) -> None:
        """Until everything is saved, in seconds of this machine's."""
        begun = time.monotonic()
        expect(self.page.locator("#saved")).to_contain_text(re.compile(words))
        self.waits_s.append(time.monotonic() - begun)

    @property
    def seconds(self) -> float:
        """What it takes a practised person, without the machine's waits."""
        return self.keys * KEY_S + self.aims * AIM_S
