"""What a looking process may use: little enough that the worst file costs nobody else anything."""

from dataclasses import dataclass

GIB = 1024**3


@dataclass(frozen=True)
class Bounds:
    """`stall_s` is the longest silence; `steps_back` is what is added to its niceness."""

    # The largest picture that is taken, 8192 × 4608 at ten bits, has 113 MB; a decoder holds some thirty of
    # them (16 to refer back to, one for each thread). Addresses are counted here, not what is really in use.
    memory_bytes: int = 6 * GIB
    # A film's pictures are decoded at ten times their speed on one core and looked at for as long again: a
    # core for an hour is more than the longest film needs.
    cpu_s: int = 3600
    # The largest thing that is written is the sheet of thumbnails, some 10 MB.
    file_bytes: int = 64 * 1024**2
    # The film, a picture at a time, and what Python itself keeps open.
    files: int = 64
    stall_s: float = 90.0
    steps_back: int = 10


ORDINARY = Bounds()
# In the web: somebody waits for the answer. Packets are read and three pictures decoded, no more.
AT_THE_DOOR = Bounds(cpu_s=180, stall_s=150.0, steps_back=2)
# The editor sits before the screen and waits for the box.
WAITED_FOR = Bounds(steps_back=5)
# It was nobody's wish, it may take as long as it likes.
UNASKED = Bounds(steps_back=15)
