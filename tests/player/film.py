"""The film of the player's tests: drawn here, so that what is on it at every frame is known."""

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np

FPS, FRAMES, WIDTH, HEIGHT = 25, 300, 360, 640
BITS = 10
BLOCK = 24

# frame, x, y, w, h: where the product is, as the manifest says and as the film shows.
PATH = [[50, 0.2, 0.3, 0.4, 0.25], [100, 0.4, 0.4, 0.4, 0.25], [125, 0.4, 0.5, 0.3, 0.2]]


def box_at(frame: int) -> tuple[float, ...]:
    """The truth, by another way than the player's."""
    keys = np.array(PATH, dtype=float)
    return tuple(float(np.interp(frame, keys[:, 0], keys[:, i])) for i in range(1, 5))


def draw(frame: int) -> np.ndarray:
    rows = np.linspace(0, 1, HEIGHT)[:, None, None]
    picture = np.array([18.0, 34, 44]) + rows * np.array([40.0, 36, 30]) + np.zeros((HEIGHT, WIDTH, 1))
    if PATH[0][0] <= frame < PATH[-1][0]:
        x, y, w, h = (round(v * n) for v, n in zip(box_at(frame), (WIDTH, HEIGHT) * 2, strict=True))
        picture[y : y + h, x : x + w] = (92, 138, 102)
    for bit in range(BITS):
        picture[HEIGHT - 200 : HEIGHT - 200 + BLOCK, 60 + bit * BLOCK : 60 + (bit + 1) * BLOCK] = 255 * (
            frame >> bit & 1
        )
    return picture.astype(np.uint8)


def make(path: Path) -> Path:
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-y",
        "-loglevel",
        "error",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
    ]
    command += [
        "-s",
        f"{WIDTH}x{HEIGHT}",
        "-r",
        str(FPS),
        "-i",
        "-",
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
    ]
    command += ["-pix_fmt", "yuv420p", "-g", "25", "-movflags", "+faststart", str(path)]
    frames = b"".join(draw(frame).tobytes() for frame in range(FRAMES))
    subprocess.run(command, input=frames, check=True)
    return path


def package(path: Path) -> Path:
    """The same film as HLS in fragmented MP4; its playlist. Without the flag the first picture would come two
    frames late in hls.js and elsewhere: B-frames, whose edit list a fragment can't carry."""
    folder = path.with_name("hls")
    folder.mkdir()
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", "-i", str(path), "-c", "copy"]
    command += ["-f", "hls", "-hls_time", "2", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"]
    command += ["-hls_segment_options", "movflags=+negative_cts_offsets"]
    command += ["-hls_segment_filename", str(folder / "part%d.m4s"), str(folder / "film.m3u8")]
    subprocess.run(command, check=True, cwd=folder)
    return folder / "film.m3u8"
