"""A film is looked at as far as it goes; what is wrong with it is said in a sentence."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import pytest

from tagging.episodes.source import Unreadable
from tagging.keyframes import viewing
from tagging.keyframes.suggest import suggest
from tests.clips import UNEVEN_MS, Edit, Recipe, cut_short, make, panned, still_life

SMALL = (96, 160)


@pytest.fixture
def edit() -> Edit:
    edit = Edit(*SMALL)
    for k in range(4):
        edit.then((still_life if k % 2 else panned)(k + 60, *SMALL), 25)
    return edit


def made(folder: Path, edit: Edit, **wrapped: object) -> Path:
    recipe = Recipe(width=SMALL[0], height=SMALL[1], rate=Fraction(25)).but(**wrapped)
    return make(folder, recipe, pictures=edit.frames)


def test_a_whole_film_has_no_warnings(tmp_path: Path, edit: Edit):
    assert suggest(made(tmp_path, edit)).warnings == ()


def test_interlaced_film_is_looked_at_and_told(tmp_path: Path, edit: Edit):
    suggestion = suggest(made(tmp_path, edit, interlaced=True))
    assert [s.start_frame for s in suggestion.shots] == [0, 25, 50, 75]
    assert suggestion.warnings == (viewing.INTERLACED,)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_film_is_looked_at_like_any_other(tmp_path: Path, edit: Edit, turned: int):
    recipe = {"suffix": ".mov", "rotation": turned}
    if turned % 180:
        recipe |= {"width": SMALL[1], "height": SMALL[0]}
    suggestion = suggest(made(tmp_path, edit, **recipe))
    assert [s.start_frame for s in suggestion.shots] == [0, 25, 50, 75]
    assert suggestion.warnings == ()


def test_a_variable_rate_is_no_reason_to_warn(tmp_path: Path, edit: Edit):
    edit.frames[60:] = []
    uneven = made(tmp_path, edit, suffix=".mkv", times_ms=UNEVEN_MS)
    assert suggest(uneven).warnings == ()


def test_a_film_without_its_end_is_looked_at_as_far_as_it_goes(tmp_path: Path, edit: Edit):
    short = cut_short(made(tmp_path, edit, suffix=".mkv"), 0.7)
    suggestion = suggest(short)
    assert 40 < suggestion.frames < 100
    assert [s.start_frame for s in suggestion.shots[1:3]] == [25, 50]
    assert any("cut off at 0:0" in warning for warning in suggestion.warnings)


def spoil(film: Path, packets: Sequence[int]) -> None:
    """Writes over how these begin: no decoder makes a picture of that."""
    whole = bytearray(film.read_bytes())
    with av.open(str(film)) as opened:
        sent = [bytes(packet) for packet in opened.demux(video=0)]
    for number in packets:
        at = whole.find(sent[number])
        assert at > 0
        whole[at : at + 12] = b"\xff" * 12
    film.write_bytes(bytes(whole))


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_damage_in_the_middle_is_left_out_and_told(tmp_path: Path, edit: Edit, suffix: str):
    film = made(tmp_path, edit, suffix=suffix)
    spoil(film, range(40, 60, 5))
    suggestion = suggest(film)
    assert suggestion.frames > 50
    assert any("damaged" in warning for warning in suggestion.warnings)


def test_a_film_that_goes_on_for_ever_ends_with_a_sentence(
    tmp_path: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(viewing, "FRAMES_MAX", 60)
    suggestion = suggest(made(tmp_path, edit))
    assert suggestion.frames == 60
    assert any("longer than can be looked at" in warning for warning in suggestion.warnings)


def test_an_mp4_without_its_index_is_refused_with_the_reason(tmp_path: Path, edit: Edit):
    with pytest.raises(Unreadable, match="the index at its end is missing"):
        suggest(cut_short(made(tmp_path, edit), 0.5))


def test_a_picture_that_changes_its_size_on_the_way_is_looked_at_as_one_film(tmp_path: Path):
    """Two streams of packets, one behind the other, as two phones would send them."""
    tall = Recipe(suffix=".ts", frames=50)
    wide = tall.but(width=320, height=180, video_late_s=2.0)
    both = tmp_path / "both.ts"
    both.write_bytes(make(tmp_path, tall).read_bytes() + make(tmp_path, wide, "wide").read_bytes())
    found = suggest(both)
    assert found.frames == pytest.approx(100, abs=3)
    assert found.shots[-1].end_frame == found.frames
