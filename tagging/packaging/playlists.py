"""What HLS players read: which renditions there are, and where the parts of each are (RFC 8216)."""

from collections.abc import Sequence
from math import ceil
from typing import Any

VERSION = 7  # fragmented MP4


def multivariant(renditions: Sequence[dict[str, Any]], fps: float, addresses: Sequence[str]) -> str:
    """The first one is what a player begins with: the middle one starts soon and looks well on a phone."""
    order = sorted(range(len(renditions)), key=lambda n: (n != len(renditions) // 2, n))
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{VERSION}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for n in order:
        one = renditions[n]
        lines.append(
            f"#EXT-X-STREAM-INF:BANDWIDTH={one['peak_bits']},AVERAGE-BANDWIDTH={one['mean_bits']},"
            f'CODECS="{one["codecs"]}",RESOLUTION={one["width"]}x{one["height"]},FRAME-RATE={fps:.3f}'
        )
        lines.append(addresses[n])
    return "\n".join([*lines, ""])


def media(rendition: dict[str, Any], file: str, tags: Sequence[str]) -> str:
    """The parts of one rendition, all in one file; `tags` stand before the first."""
    segments = rendition["segments"]
    length, offset = rendition["head"]
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{VERSION}",
        f"#EXT-X-TARGETDURATION:{max(1, ceil(max(seconds for seconds, *_ in segments)))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{file}",BYTERANGE="{length}@{offset}"',
        *tags,
    ]
    for seconds, length, offset in segments:
        lines += [f"#EXTINF:{seconds:.6f},", f"#EXT-X-BYTERANGE:{length}@{offset}", file]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])
