"""`python -m demo.products OUT_DIR` draws the shop's product pictures, 800 by 800."""

import argparse
from pathlib import Path

import cv2

from demo import made, pictures

PRODUCTS = ("coat", "lamp", "lipstick", "mug", "sneakers")
SIDE_PX = 800


def draw_products(folder: Path) -> list[Path]:
    """The pictures, drawn unless they already stand there."""
    names = [f"{product}.png" for product in PRODUCTS]
    mark = made.fingerprint([*(pictures.DRAWINGS / "products").glob("*.svg"), Path(__file__)])
    if not made.is_made(folder, names, "products", mark):
        with made.making(folder, names, "products", mark) as work:
            for product, name in zip(PRODUCTS, names, strict=True):
                cv2.imwrite(str(work / name), pictures.still(f"products/{product}", SIDE_PX))
    return [folder / name for name in names]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m demo.products", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="OUT_DIR")
    draw_products(parser.parse_args().folder)


if __name__ == "__main__":
    main()
