"""OpenCV's own trackers, from a drawn box to both ends of a span. Runs inside build/peers.

Reads `{"trackers": [name], "cases": [{"film", "start", "end", "frame", "box": [x, y, w, h]}]}` on stdin and
writes `{name: [{"boxes": [[x, y, w, h] | null, ..], "seconds": s}, ..]}`: a box for every frame of the span,
null where the tracker says that it lost its thing. Boxes are fractions of the picture. It goes forwards and
backwards from `frame`. `seconds` is the whole of it, decoding included; "decode" only decodes the span.
"""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import cv2

MAKES = {
    "CSRT": lambda: cv2.TrackerCSRT.create(),
    "KCF": lambda: cv2.TrackerKCF.create(),
    "MIL": lambda: cv2.TrackerMIL.create(),
    "MedianFlow": lambda: cv2.legacy.TrackerMedianFlow.create(),
}


def follow(name: str, case: dict[str, Any]) -> dict[str, Any]:
    began = time.perf_counter()
    if name == "decode":
        for _ in pictures(case):
            pass
        return {"boxes": [], "seconds": time.perf_counter() - began}
    shown, drawn = list(pictures(case)), case["frame"] - case["start"]
    forwards = one_way(name, shown[drawn:], case["box"])
    backwards = one_way(name, shown[drawn::-1], case["box"])
    boxes = [*backwards[:0:-1], *forwards]
    return {"boxes": boxes, "seconds": time.perf_counter() - began}


def one_way(name: str, shown: list[Any], drawn: list[float]) -> list[list[float] | None]:
    height, width = shown[0].shape[:2]
    x, y, w, h = drawn
    tracker = MAKES[name]()
    tracker.init(shown[0], (round(x * width), round(y * height), round(w * width), round(h * height)))
    boxes: list[list[float] | None] = [list(drawn)]
    for picture in shown[1:]:
        held, (x, y, w, h) = tracker.update(picture)
        boxes.append([x / width, y / height, w / width, h / height] if held else None)
    return boxes


def pictures(case: dict[str, Any]) -> Iterator[Any]:
    film = cv2.VideoCapture(case["film"])
    for frame in range(case["end"]):
        there, picture = film.read()
        if not there:
            return
        if frame >= case["start"]:
            yield picture


def main() -> None:
    asked = json.load(sys.stdin)
    print(json.dumps({name: [follow(name, case) for case in asked["cases"]] for name in asked["trackers"]}))


if __name__ == "__main__":
    main()
