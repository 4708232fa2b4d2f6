"""Films on loopback for a browser to play, and what it shows of them at a given second."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np

from tests import clips

SHOWN = """
async ([address, seconds]) => {
  const video = document.querySelector('video')
  const failed = new Promise((_, reject) => {
    video.onerror = () => reject(new Error(video.error.message))
  })
  const presented = () => new Promise((resolve) => {
    video.requestVideoFrameCallback((_, frame) => resolve(frame))
  })
  // A seek has ended when its picture was presented, which may be after 'seeked' is said.
  const seek = async (to) => {
    const ended = Promise.all([presented(), new Promise((resolve) => { video.onseeked = resolve })])
    video.currentTime = to
    const [frame] = await Promise.race([ended, failed])
    return frame
  }
  const open = async () => {
    const first = presented()
    video.src = address
    return Promise.race([first, failed])
  }
  // By way of elsewhere: a seek to where the video already is presents nothing.
  if (seconds !== null) await seek(seconds > 1 ? 0 : 1.5)
  const frame = seconds === null ? await open() : await seek(seconds)
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d').drawImage(video, 0, 0)
  return { time: frame.mediaTime, duration: video.duration, picture: canvas.toDataURL('image/png') }
}
"""
KINDS = {
    ".mp4": "video/mp4",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".html": "text/html",
}


class Shelf(ThreadingHTTPServer):
    """Serves one folder's films with byte ranges, as a player needs them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Ranged)
        self.films: dict[str, Path] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Ranged(BaseHTTPRequestHandler):
    server: Shelf

    def do_GET(self) -> None:
        film = self.server.films.get(self.path)
        if film is None:
            return self._answer(200, "text/html", b"<!doctype html><video muted playsinline></video>")
        whole = film.read_bytes()
        if "Range" not in self.headers:
            return self._answer(200, KINDS.get(film.suffix, "application/octet-stream"), whole)
        start, _, end = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
        first, last = int(start), min(int(end or len(whole) - 1), len(whole) - 1)
        span = {"Content-Range": f"bytes {first}-{last}/{len(whole)}", "Accept-Ranges": "bytes"}
        return self._answer(
            206, KINDS.get(film.suffix, "application/octet-stream"), whole[first : last + 1], span
        )

    def _answer(self, status: int, kind: str, body: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def open_shelf() -> Iterator[Shelf]:
    with Shelf() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def seen(answer: dict[str, str]) -> int:
    coded = base64.b64decode(answer["picture"].partition(",")[2])
    picture = cv2.imdecode(np.frombuffer(coded, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return clips.number_in(picture)
