"""What the command line makes of a film it is given: is it a file at all, and how is it refused there."""

import re
import stat
from pathlib import Path

import click

# The web's words for handing a film in; here a name is typed.
_HAND_IN = re.compile(r" and drop (?:it here|them here one by one)\.$")
_DROP = re.compile(r"Drop (an? .*) here\.$")
KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def check_is_file(path: Path) -> None:
    """Raises ClickException that says what `path` is, where it is no file."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise click.ClickException(f"There is no file {path}.") from None
    except (OSError, ValueError) as reason:
        raise click.ClickException(f"{path} can't be looked at: {_why(reason)}.") from None
    kind = next((name for is_kind, name in KINDS if is_kind(mode)), None)
    if kind is not None:
        raise click.ClickException(f"{path} is {kind}. Name a film's file.")


def refused(reason: Exception) -> click.ClickException:
    """A refusal as it is said where nothing can be dropped."""
    return click.ClickException(_DROP.sub(r"Name \1.", _HAND_IN.sub(".", str(reason))))


def warn(sentence: str) -> None:
    """Beside the answer, which stays for programs to read."""
    click.echo(f"Warning: {sentence}", err=True)


def _why(reason: Exception) -> str:
    return (isinstance(reason, OSError) and reason.strerror) or str(reason)
