"""An eye that tells what a test has written down for it, and waits where the test says so.

Beside the film lies `eye.json`: a list of steps, `{"progress"}`, `{"part"}`, `{"wait"}`, `{"crash"}`, at last
`{"done"}`.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

from tagging.eyes.child import Teller


def see(work: dict[str, Any], tell: Teller) -> Any:
    here = Path(work["path"]).parent
    (here / "asked.json").write_text(json.dumps(work))
    for step in json.loads((here / "eye.json").read_text()):
        if "progress" in step:
            tell.say(progress=step["progress"])
        elif "part" in step:
            tell.part(_with_stills(step["part"], work))
        elif "wait" in step:
            time.sleep(60)  # until it is ended, for no test waits for this
        elif "crash" in step:
            os.abort()
        else:
            return _with_stills(step["done"], work)
    return None


def _with_stills(told: Any, work: dict[str, Any]) -> Any:
    for name in told.get("stills", {}).values():
        (Path(work["folder"]) / name).write_bytes(b"a picture")
    return told
