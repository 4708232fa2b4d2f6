"""What is said, as WebVTT beside the film: the player draws it, in the viewer's language."""

from demo.shots import FPS, Episode

LANGUAGES = ("en", "de")
# A line leaves a little before the picture it belongs to.
LEAVES = 4


def vtt(episode: Episode, language: str) -> str:
    blocks = [
        f"{number}\n{clock(begin)} --> {clock(end)}\n{words}\n"
        for number, (begin, end, words) in enumerate(spoken(episode, language), 1)
    ]
    return "WEBVTT\n\n" + "\n".join(blocks)


def spoken(episode: Episode, language: str) -> list[tuple[int, int, str]]:
    """(first frame, frame after the last, words); a line stays until the next one or the end of its shot."""
    found = []
    for shot, start in zip(episode.shots, episode.starts(), strict=True):
        ends = [line.at for line in shot.lines[1:]] + [shot.frames]
        for line, end in zip(shot.lines, ends, strict=bool(shot.lines)):
            found.append((start + line.at, start + end - LEAVES, line.de if language == "de" else line.en))
    return found


def clock(frame: int) -> str:
    ms = frame * 1000 // FPS
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
