"""What an operator types: which settings are in force; a backup, and the way back from it."""

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import click
from flask import current_app
from flask.cli import FlaskGroup, with_appcontext

from kit import archive, backup, restore


def only_help_is_asked(arguments: Sequence[str]) -> bool:
    """Whether this is `flask`, told to say what it can do: that needs no settings and makes no folder."""
    context = click.get_current_context(silent=True)
    if context is None or not isinstance(context.find_root().command, FlaskGroup):
        return False
    options = list(takewhile(lambda one: one != "--", arguments))
    return not arguments or "--help" in options


@click.command("settings")
@with_appcontext
def show_settings() -> None:
    """Print every setting in force and where it came from. No secret is shown."""
    origins = current_app.config["VITRINE"].origins
    width = max(map(len, origins), default=0)
    for name, origin in sorted(origins.items()):
        click.echo(f"{name.ljust(width)}  {origin.shown or '(not set)'}  [{origin.source}]")
    for slip in current_app.config["VITRINE"].slips:
        click.echo(f"\n{slip}", err=True)


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--verify", is_flag=True, help="Only read FILE through and say whether it is whole.")
@with_appcontext
def back_up(file: Path, verify: bool) -> None:
    """Write all rows and all media into FILE, while the app goes on serving."""
    try:
        manifest = archive.verify(file, _progress) if verify else backup.back_up(file, _progress)
    except (archive.Damaged, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{'Whole' if verify else 'Written'}: {file}, {manifest.said()}")
    if not verify:
        click.echo("SECRET_KEY and the other settings are not in it: keep those apart.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Give up what is in the database and the media store now.")
@with_appcontext
def bring_back(file: Path, replace: bool) -> None:
    """Bring back what FILE holds, into an empty database and media store. Stop web and worker first."""
    try:
        manifest = restore.restore(file, replace, _progress)
    except (archive.Damaged, restore.CannotRestore, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Restored: {manifest.said()}")


def _progress(words: str) -> None:
    click.echo(words, err=True)
