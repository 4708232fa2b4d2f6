"""Raw pictures in, an MP4 with sound out, through the ffmpeg that a wheel brings."""

import contextlib
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import imageio_ffmpeg

from demo.pictures import Pixels

# Without B-frames a bare stream needs no clock, so shots coded apart can be laid end to end.
CODED = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "19", "-bf", "0", "-x264-params", "aq-mode=3"]
COLOURS = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]


class Encoder:
    """H.264 at a constant rate: the bare stream of one shot."""

    def __init__(self, path: Path, width: int, height: int, fps: int) -> None:
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
        command += ["-vf", "scale=out_color_matrix=bt709:out_range=tv", "-pix_fmt", "yuv420p", *COLOURS]
        command += [*CODED, "-threads", "1", "-g", str(2 * fps), "-f", "h264", str(path)]
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


def join(path: Path, shots: list[Path], fps: int, sound: Path) -> None:
    """The shots one after the other with the sound, the index in front so that a browser starts at once."""
    whole = path.with_suffix(".h264")
    with whole.open("wb") as out:
        for shot in shots:
            out.write(shot.read_bytes())
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-y"]
    command += ["-f", "h264", "-framerate", str(fps), "-i", str(whole), "-i", str(sound)]
    command += ["-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac", "-b:a", "160k"]
    command += ["-movflags", "+faststart", "-f", "mp4", str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"ffmpeg could not join the shots: {ran.stderr.strip()}")
