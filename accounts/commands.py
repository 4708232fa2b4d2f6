"""From the command line: the first workspace and its admin."""

import click
from flask import current_app
from flask.cli import with_appcontext

from accounts import founding
from kit.db import transaction
from kit.errors import Refusal


@click.command("found")
@click.argument("name")
@click.argument("email")
@click.option("--person", help="Your name, as others see it.  [default: from the e-mail]")
@click.option("--seller", help="Who buyers buy from, for receipts.  [default: NAME]")
@click.option("--country", default="PT", show_default=True, help="Where you sell, two letters.")
@click.option("--currency", default="EUR", show_default=True)
@click.option("--timezone", default="UTC", show_default=True, help="Whose days reports count, an IANA name.")
@click.password_option(help="Asked for if it isn't given.")
@with_appcontext
def found(
    name: str,
    email: str,
    person: str | None,
    seller: str | None,
    country: str,
    currency: str,
    timezone: str,
    password: str,
) -> None:
    """Make the workspace NAME and its first admin, who signs in with EMAIL and invites the others."""
    try:
        with transaction():
            founding.found(
                name,
                email,
                person=person or email.partition("@")[0].replace(".", " ").title(),
                password=password,
                seller=seller or name,
                country=country.upper(),
                currency=currency.upper(),
                timezone=timezone,
            )
    except Refusal as reason:
        raise click.ClickException(reason.sentence) from None
    click.echo(f"{name} is founded. Sign in: {current_app.config['VITRINE'].public_url}/sign-in")
