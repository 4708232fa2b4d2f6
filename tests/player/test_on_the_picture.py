"""The marks lie on the product wherever a page puts the picture: measured in the pixels that are seen."""

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from tests.player.acts import FILM, OVERLAY, seek, sit_down, until
from tests.player.stage import Stage

MARKS = "document.querySelector('vitrine-overlay').shadowRoot.querySelector('.marks[data-moment=mom_coat]')"
OTHERS = "document.querySelectorAll('.watch > :not(video)')"
FRAME = 88


def seen(page: Page, scale: float) -> list[float]:
    """Left, top, right and bottom of the product, in CSS pixels, on the screen with nothing over it."""
    page.evaluate(f"{OTHERS}.forEach((one) => one.style.opacity = 0)")
    coded = cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_COLOR)
    assert coded is not None
    picture = coded[..., ::-1].astype(int)
    # By its colour and not its brightness: small pages lay a shade over the whole picture.
    red, green, blue = (picture[..., n] for n in range(3))
    rows, columns = np.nonzero((green - red > 14) & (green - blue > 4))
    assert len(rows) > 500, "the product is in sight"
    # A few pixels of the same colour elsewhere are not the product.
    lines, posts = np.bincount(rows), np.bincount(columns)
    there, across = np.flatnonzero(lines > lines.max() / 2), np.flatnonzero(posts > posts.max() / 2)
    return [float(v) / scale for v in (across[0], there[0], across[-1] + 1, there[-1] + 1)]


def marked(page: Page) -> list[float]:
    """The same of the marks."""
    return page.evaluate(f"((at) => [at.left, at.top, at.right, at.bottom])({MARKS}.getBoundingClientRect())")


def agree(page: Page, scale: float = 1) -> None:
    marks = marked(page)
    size = page.viewport_size
    assert size
    edges = [0, 0, size["width"], size["height"]]
    inside = [min(max(value, 0), most) for value, most in zip(marks, (edges[2], edges[3]) * 2, strict=True)]
    assert seen(page, scale) == pytest.approx(inside, abs=3.5)


def dressed(page: Page, **styles: str) -> None:
    """As a host's page might style the film; the overlay hears of it as of any change of its size."""
    for name, value in styles.items():
        page.evaluate(f"{FILM}.style[{name!r}] = {value!r}")
    page.evaluate(f"{OVERLAY}.measure()")


@pytest.mark.parametrize("fit", ["contain", "cover", "fill", "none", "scale-down"])
def test_however_the_picture_fits_its_frame(page: Page, stage: Stage, fit: str):
    page.set_viewport_size({"width": 420, "height": 700})
    sit_down(page, stage)
    seek(page, FRAME)
    dressed(page, objectFit=fit, objectPosition="30% 70%")
    agree(page)


@pytest.mark.parametrize(
    ("style", "value"), [("zoom", "1.25"), ("zoom", "0.7"), ("scale", "0.8"), ("translate", "12px -30px")]
)
def test_in_a_page_that_is_zoomed_scaled_or_moved(page: Page, stage: Stage, style: str, value: str):
    page.set_viewport_size({"width": 390, "height": 844})
    sit_down(page, stage)
    page.evaluate(f"document.querySelector('.watch').style[{style!r}] = {value!r}")
    seek(page, FRAME)
    agree(page)


@pytest.mark.parametrize("scale", [1.5, 3])
def test_on_screens_with_more_dots(chromium: Browser, stage: Stage, scale: float):
    page = chromium.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=scale)
    sit_down(page, stage)
    seek(page, FRAME)
    agree(page, scale)
    page.close()


def test_after_the_phone_is_turned_and_back(page: Page, stage: Stage):
    page.set_viewport_size({"width": 390, "height": 844})
    sit_down(page, stage)
    seek(page, FRAME)
    page.set_viewport_size({"width": 844, "height": 390})
    until(page, f"{FILM}.clientHeight < 500")
    agree(page)
    page.reload()
    until(page, f"{FILM}.readyState >= 2 && {OVERLAY}.manifest")
    page.set_viewport_size({"width": 390, "height": 844})
    seek(page, FRAME)
    agree(page)


def test_at_another_speed_in_a_loop_and_after_a_rest_in_the_background(page: Page, stage: Stage):
    """Each drawn frame is compared with the one the browser presents; a quiet machine shows them the same."""
    sit_down(page, stage)
    page.evaluate(f"{FILM}.loop = true; {FILM}.playbackRate = 2")
    seek(page, 280)
    page.evaluate(
        f"""async () => {{
          const film = {FILM}, overlay = {OVERLAY};
          window.pairs = [];
          const note = (now, {{ mediaTime }}) => {{
            requestAnimationFrame(() => window.pairs.push([Math.round(mediaTime * 25), overlay.frame]));
            film.requestVideoFrameCallback(note);
          }};
          film.requestVideoFrameCallback(note);
          await film.play();
        }}"""
    )
    until(page, "[280, 50].every((near) => window.pairs.some(([frame]) => Math.abs(frame - near) < 20))")
    pairs = page.evaluate(f"{FILM}.pause(), window.pairs")
    apart = sorted(min((drawn - shown) % 300, (shown - drawn) % 300) for shown, drawn in pairs)
    assert apart[len(apart) // 2] <= 2
    # Another page before it, and back: what is drawn is what is shown.
    other = page.context.new_page()
    other.bring_to_front()
    page.evaluate(f"{FILM}.currentTime = 70.5 / 25")
    page.bring_to_front()
    other.close()
    until(page, f"{OVERLAY}.frame === 70")
