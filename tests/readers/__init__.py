"""Other people's readers of our formats, run by Node."""

import json
import subprocess
from typing import Any

from tools.provider import node
from tools.readers import FOLDER, main


def read(form: str, text: str) -> Any:
    """What the reader of `annotations`, `vast` or `vmap` makes of a text."""
    main()
    asked = json.dumps({"format": form, "text": text})
    done = subprocess.run([node(), "read.js"], cwd=FOLDER, input=asked, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
