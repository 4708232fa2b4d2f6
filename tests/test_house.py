"""The plan of the house: who may import whom, what stays pure, how long a file may grow."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
STOREYS = ["kit", "accounts", "commerce", "tagging", "app"]
ROOMS = {
    "accounts": [
        {"roles", "passwords", "names", "links"},
        {"models"},
        {"audit"},
        {"people", "channels", "keys", "viewers"},
        {"callers"},
        {"signing_in", "key_pages", "log_pages", "acting"},
        {"joining", "forgotten", "founding"},
        {"commands"},
    ],
    "commerce": [{"catalogue", "payments"}, {"orders"}, {"attribution", "access"}, {"checkout"}],
    "tagging": [
        {"eyes"},
        {"episodes"},
        {"keyframes", "tracking", "history", "packaging"},
        {"placements", "presence"},
        {"notes"},
        {"linting"},
        {"publishing", "finding", "recut"},
        {"handover"},
        {"overlay", "audience", "studio"},
    ],
}
PURE = {"crediting", "geometry", "path", "replay", "roles", "same", "states", "timing", "timeline"}
PURE |= {"carry", "reframing", "retiming", "stretch"}
PURE |= {
    "annotations",
    "beacon",
    "boxes",
    "daterange",
    "inert",
    "markup",
    "places",
    "schema_org",
    "showings",
    "vast",
    "vmap",
    "vtt",
}
PURE |= {
    "check",
    "covering",
    "differences",
    "fixes",
    "pacing",
    "phone",
    "selling",
    "story",
    "suspense",
    "target",
}
SHELL = ("flask", "flask_smorest", "sqlalchemy", "stripe", "kit.db", "cv2")
# In the rooms of the eyes everything sees, but for what keeps rows and answers requests.
EYES = {"eyes", "keyframes", "tracking", "finding", "recut"}
BLIND = {"models", "jobs", "routes", "schemas", "queries", "run", "split", "figures", "looking", "states"}
BLIND |= {"pages", "bringing", "confirming", "following", "renewing", "notes"}
SEES = {"decode", "eye", "extent", "film", "normalise", "pictures", "sound", "source"}
SEES |= {"again", "faces", "glance", "texts"}
LONGEST = 300
# What only some requests or jobs need, and every command and process would wait for.
HEAVY = {"stripe", "requests", "webauthn", "authlib", "s3fs", "cv2", "numpy", "av", "pyarrow"}


def sources() -> Iterator[Path]:
    for storey in STOREYS[:-1]:
        yield from sorted((ROOT / storey).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor(storey: str, room: str) -> int:
    for height, rooms in enumerate(ROOMS[storey]):
        if room in rooms:
            return height
    raise AssertionError(f"{storey}/{room} is not on the plan: add it to ROOMS, where it belongs")


def starts(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def test_nobody_imports_upstairs() -> None:
    for path in sources():
        home, *rooms = path.relative_to(ROOT).parts
        for name in imports(path):
            there, *far = name.split(".")
            if there not in STOREYS:
                continue
            assert STOREYS.index(there) <= STOREYS.index(home), f"{path} imports {name} from upstairs"
            if there == home and home in ROOMS and far and far[0] != rooms[0]:
                here = rooms[0].removesuffix(".py")
                assert floor(home, far[0]) < floor(home, here), f"{path} imports {name} from upstairs"


def test_nobody_imports_the_sandbox_or_the_app() -> None:
    for path in [*sources(), *sorted((ROOT / "sandbox").rglob("*.py"))]:
        ours = path.relative_to(ROOT).parts[0]
        barred = {"sandbox", "app", "demo"} - {ours} if ours != "sandbox" else {*STOREYS, "demo"}
        for name in imports(path):
            assert name.split(".")[0] not in barred, f"{path} imports {name}"


def test_only_the_gateway_knows_stripe() -> None:
    for path in [*sources(), ROOT / "app.py"]:
        knows = any(starts(name, ("stripe",)) for name in imports(path))
        assert not knows or path == ROOT / "commerce/payments/gateway.py", f"{path} imports stripe"


def test_only_eyes_know_opencv_and_they_know_nothing_else() -> None:
    for path in sources():
        names = list(imports(path))
        if any(starts(name, ("cv2",)) for name in names):
            assert path.parent.parent.name == "tagging", f"{path} imports cv2; only vision modules do"
        if sees(path):
            barred = ("flask", "flask_smorest", "sqlalchemy", "kit")
            told = [name for name in names if starts(name, barred)]
            assert not told, f"{path} sees; it must not know {told}"


def sees(path: Path) -> bool:
    if path.parent.name in EYES:
        return path.stem not in BLIND
    return path.stem in SEES and path.parent.parent.name == "tagging"


def test_rules_stay_pure() -> None:
    for path in sources():
        if path.stem in PURE:
            touched = [name for name in imports(path) if starts(name, SHELL)]
            assert not touched, f"{path} is a rule; it imports {touched}"


def test_files_stay_short() -> None:
    for path in [
        *sources(),
        *sorted((ROOT / "sandbox").rglob("*.py")),
        *sorted((ROOT / "demo").rglob("*.py")),
    ]:
        length = len(path.read_text().splitlines())
        assert length <= LONGEST, f"{path} has {length} lines: look for the second subject"


def test_the_app_starts_without_what_few_need() -> None:
    code = "import gc, sys, app; print(gc.isenabled(), gc.get_freeze_count() > 10_000, *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    collects, spares, *loaded = done.stdout.split()
    assert (collects, spares) == ("True", "True"), done.stderr
    assert not HEAVY & set(loaded), "load it inside the function that needs it, as the gateway does"


def test_nobody_is_called_a_service() -> None:
    barred = {"service", "services", "utils", "helpers", "manager", "common", "misc"}
    for path in sources():
        assert path.stem not in barred, f"{path}: name it for what it knows or does"


def test_every_module_says_what_it_is() -> None:
    for path in sources():
        assert ast.get_docstring(ast.parse(path.read_text())), f"{path} opens without a line of its own"
