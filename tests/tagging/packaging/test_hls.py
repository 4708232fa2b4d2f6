"""Renditions: the same pictures at the same times in every size, in hls.js and in a browser's own player."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import av
import pytest
from playwright.sync_api import Browser, Page

from tagging.episodes.film import Film, Unreadable, check
from tagging.episodes.normalise import normalise
from tagging.eyes.process import Stopped
from tagging.packaging import hls, playlists
from tests import clips
from tests.shelf import SHOWN, Shelf, open_shelf, seen

ROOT = Path(__file__).resolve().parents[3]
NATIVE = "native"
# As `SHOWN`, with hls.js before the video.
BY_HLS_JS = """async ([address]) => {
  const { default: Hls } = await import('/hls.mjs');
  const video = document.querySelector('video');
  const hls = new Hls({ enableWorker: false });
  const failed = new Promise((_, no) => hls.on(Hls.Events.ERROR, (_, told) => told.fatal && no(told.error)));
  const first = new Promise((yes) => video.requestVideoFrameCallback((_, frame) => yes(frame)));
  hls.loadSource(address);
  hls.attachMedia(video);
  const frame = await Promise.race([first, failed]);
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d').drawImage(video, 0, 0);
  return { time: frame.mediaTime, duration: video.duration, picture: canvas.toDataURL('image/png') };
}"""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """From a source with B-frames and a sound with priming, at a rate that isn't whole."""
    folder = tmp_path_factory.mktemp("hls")
    recipe = clips.RECIPES["mp4 h264 b-frames 29.97"]
    source = check(clips.make(folder, clips.replace(recipe, frames=150, width=216, height=384, audio="aac")))
    return normalise(source.path, folder / "episode.mp4", source)


@pytest.fixture(scope="module")
def made(film: Film, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[hls.Rendition, Path]]:
    return hls.package(film, tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def shelf(film: Film, made: list[tuple[hls.Rendition, Path]]) -> Iterator[Shelf]:
    with open_shelf() as server:
        for rendition, path in made:
            text = playlists.media(
                asdict(rendition), f"/{path.name}", ["#EXT-X-PROGRAM-DATE-TIME:2026-11-30T20:00:00Z"]
            )
            playlist = path.with_suffix(".m3u8")
            playlist.write_text(text)
            server.films |= {f"/{path.name}": path, f"/{playlist.name}": playlist}
        every = path.parent / "film.m3u8"
        all_of_them = [asdict(rendition) for rendition, _ in made]
        addresses = [f"/{rendition.name}.m3u8" for rendition, _ in made]
        every.write_text(playlists.multivariant(all_of_them, float(film.rate), addresses))
        server.films |= {"/film.m3u8": every, "/hls.mjs": ROOT / "static/vendor/hls/hls.light.min.mjs"}
        yield server


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((1080, 1920), [(1080, 1920), (720, 1280), (480, 854)]),
        ((216, 384), [(216, 384), (144, 256), (96, 170)]),
        ((1920, 1080), [(1920, 1080), (1280, 720), (854, 480)]),
        ((100, 180), [(100, 180)]),
        ((64, 64), [(64, 64)]),
    ],
)
def test_there_are_three_sizes_where_there_is_anything_to_make_smaller(
    size: tuple[int, int], wanted: list[tuple[int, int]]
):
    assert hls.sizes(*size) == wanted


def test_every_rendition_has_every_picture_and_begins_parts_at_the_same_ones(
    film: Film, made: list[tuple[hls.Rendition, Path]]
):
    numbers = clips.numbers_of(film.path)
    assert [rendition.name for rendition, _ in made] == ["216", "144", "96"]
    for rendition, path in made:
        assert clips.numbers_of(path) == numbers
        with av.open(str(path)) as file:
            stamps = [float(p.pts * p.time_base) for p in file.demux(video=0) if p.pts is not None]
        assert stamps == pytest.approx([n / float(film.rate) for n in range(film.frames)], abs=1e-4)
        assert sum(seconds for seconds, *_ in rendition.segments) == pytest.approx(film.duration_s, abs=0.01)
        assert rendition.codecs.startswith("avc1.64")
        assert rendition.codecs.endswith(",mp4a.40.2")
        assert rendition.peak_bits >= rendition.mean_bits > 0
    starts = [[seconds for seconds, *_ in rendition.segments] for rendition, _ in made]
    assert starts[0] == starts[1] == starts[2]
    assert len(starts[0]) == 3
    sizes = [path.stat().st_size for _, path in made]
    assert sizes == sorted(sizes, reverse=True)


def test_the_sound_stays_with_the_picture(film: Film, made: list[tuple[hls.Rendition, Path]]):
    for _, path in made:
        assert clips.beep_in(path) == pytest.approx(clips.beep_in(film.path), abs=0.002)
        with av.open(str(path)) as file:
            first = next(packet for packet in file.demux(audio=0))
        assert first.pts == 0


@pytest.mark.parametrize("by", ["hls.js", NATIVE])
def test_a_browser_shows_the_picture_that_is_named(
    shelf: Shelf, page: Page, film: Film, made: list[tuple[hls.Rendition, Path]], by: str
):
    numbers = clips.numbers_of(film.path)
    address = "/film.m3u8"
    page.goto(shelf.address)
    first = page.evaluate(SHOWN, [address, None]) if by == NATIVE else page.evaluate(BY_HLS_JS, [address])
    assert first["time"] == 0
    assert seen(first) == 0
    for frame in (1, 44, 59, 60, 61, 97, film.frames - 1):
        shown = page.evaluate(SHOWN, [address, float((frame + 0.5) / film.rate)])
        assert shown["time"] == pytest.approx(float(frame / film.rate), abs=0.001), frame
        assert seen(shown) == numbers[frame]


def test_a_silent_film_is_packaged_without_sound(tmp_path: Path):
    source = check(clips.make(tmp_path, clips.Recipe(frames=30, width=100, height=180)))
    film = normalise(source.path, tmp_path / "episode.mp4", source)
    ((rendition, path),) = hls.package(film, tmp_path)
    assert "mp4a" not in rendition.codecs
    with av.open(str(path)) as file:
        assert not file.streams.audio


def test_called_off_it_stops_and_damaged_it_says_so(film: Film, tmp_path: Path):
    with pytest.raises(Stopped):
        hls.package(film, tmp_path, keep_going=lambda: False)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(film.path.read_bytes()[:20_000])
    with pytest.raises(Unreadable):
        hls.package(clips.replace(film, path=broken), tmp_path)
