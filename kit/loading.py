"""Holds the garbage collector back while the app loads: imported first, let go with `done`.

Loading makes a million objects that all stay; looking through them for garbage took a fifth of every start.
"""

import gc

gc.disable()


def done() -> None:
    """What is there now stays: no later search looks at it, and forked processes share its pages."""
    gc.freeze()
    gc.enable()
