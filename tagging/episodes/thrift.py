"""While nothing happens in a film, the pictures that no other picture is made from stay undecoded."""

from collections import deque
from heapq import heappop, heappush
from threading import Condition
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

# Of these codecs the decoder knows which pictures no other needs, before it decodes them.
CODECS = ("h264", "hevc")
# So many pictures in a row must have come out as their packets said before any is left out.
STEADY = 12
# So many packets may be sent before what was made of the pictures that had come out by then has to be known.
# It is waited for, so that the same film always loses the same pictures, however busy the machine.
AHEAD = 16


class Thrift:
    """Keeps account of what goes into a decoder and what comes out, so that no picture is left uncounted.

    One thread decodes: `sends` before each packet, `left_out` after each picture, `rest` at the end. Another
    one looks, and says after each picture, those left out included, what it thinks of more: `judged`.
    """

    def __init__(self, stream: "VideoStream") -> None:
        self._context = stream.codec_context
        self._is_possible = self._context.name in CODECS
        self._steady = 0
        # When each picture is to be shown that has not come out yet, and whether it may have been left out.
        self._due: list[tuple[int, bool]] = []
        self._out = 0
        self._out_by: deque[int] = deque(maxlen=AHEAD)
        self._judged = bytearray()
        self._news = Condition()
        self._is_over = False

    def judged(self, may_spare: bool) -> None:
        """Whether, as far as this picture shows, those that no other is made from can be done without."""
        with self._news:
            self._judged.append(may_spare)
            self._news.notify()

    def end(self) -> None:
        """Nobody will judge any more."""
        with self._news:
            self._is_over = True
            self._news.notify()

    def sends(self, packet: "Packet") -> None:
        """Before a packet is decoded."""
        if not self._is_possible or not packet.size:
            return
        if packet.pts is None or packet.is_discard or packet.is_corrupt:
            self.give_up()
            return
        spares = self._may_spare(self._out_by[0] if len(self._out_by) == AHEAD else 0)
        self._out_by.append(self._out)
        self._context.skip_frame = "NONREF" if spares else "DEFAULT"
        heappush(self._due, (packet.pts, spares))

    def _may_spare(self, after: int) -> bool:
        with self._news:
            self._news.wait_for(lambda: len(self._judged) >= after or self._is_over)
            is_calm = 0 < after <= len(self._judged) and bool(self._judged[after - 1])
        return is_calm and self._steady >= STEADY

    def left_out(self, frame: "VideoFrame") -> list[int]:
        """The stamps of the pictures before this one that were left out since the last."""
        passed: list[int] = []
        while self._due and frame.pts is not None and self._due[0][0] < frame.pts:
            stamp, spared = heappop(self._due)
            if spared:
                passed.append(stamp)
            else:
                self._steady = 0
        if self._due and self._due[0][0] == frame.pts:
            heappop(self._due)
            self._steady += 1
        elif self._is_possible:
            self.give_up()
        self._out += len(passed) + 1
        return passed

    def rest(self) -> list[int]:
        """The stamps of what was left out after the last picture."""
        due, self._due = sorted(self._due), []
        return [stamp for stamp, spared in due if spared]

    def give_up(self) -> None:
        """From here on all is decoded: this film's account doesn't add up."""
        self._is_possible = False
        self._context.skip_frame = "DEFAULT"
