"""The shop's product pictures."""

from pathlib import Path

import cv2

from demo.products import PRODUCTS, draw_products


def test_every_product_has_its_own_square_picture(tmp_path: Path):
    drawn = draw_products(tmp_path)
    pictures = [cv2.imread(str(path)) for path in drawn]
    assert [path.stem for path in drawn] == list(PRODUCTS)
    assert {picture.shape for picture in pictures if picture is not None} == {(800, 800, 3)}
    assert len({path.read_bytes() for path in drawn}) == len(PRODUCTS)


def test_a_picture_that_stands_is_not_drawn_again(tmp_path: Path):
    first = [path.stat() for path in draw_products(tmp_path)]
    assert [path.stat() for path in draw_products(tmp_path)] == first
