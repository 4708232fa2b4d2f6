"""Raw pictures in, an MP4 with sound out, through the ffmpeg that a wheel brings."""

import contextlib
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import imageio_ffmpeg

from demo.pictures import Pixels


class Encoder:
    """H.264 and AAC, constant rate, the index in front so that a browser starts at once."""

    def __init__(self, path: Path, width: int, height: int, fps: int, sound: Path) -> None:
        self.said = tempfile.TemporaryFile()  # noqa: SIM115 (closed in __exit__)
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-y"]
        command += [
            "-f",
            "rawvideo",
            "-pix_fmt",
            "bgr24",
            "-s",
            f"{width}x{height}",
            "-r",
            str(fps),
            "-i",
            "-",
        ]
        command += ["-i", str(sound), "-map", "0:v", "-map", "1:a"]
        command += ["-vf", "scale=out_color_matrix=bt709:out_range=tv", "-pix_fmt", "yuv420p"]
        command += ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
        command += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-g", str(2 * fps)]
        command += ["-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart", "-f", "mp4", str(path)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=self.said, stderr=self.said)
        if self.process.stdin is None:
            raise RuntimeError("ffmpeg has no way in")
        self.pipe = self.process.stdin

    def add(self, picture: Pixels) -> None:
        try:
            self.pipe.write(picture.data)
        except BrokenPipeError:
            raise RuntimeError(f"ffmpeg stopped: {self._words()}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        if kind is not None:
            self.process.kill()
        with contextlib.suppress(BrokenPipeError):
            self.pipe.close()
        failed = self.process.wait() != 0
        words = self._words()
        self.said.close()
        if failed and kind is None:
            raise RuntimeError(f"ffmpeg could not write the film: {words}")

    def _words(self) -> str:
        self.said.seek(0)
        return self.said.read().decode(errors="replace").strip()
