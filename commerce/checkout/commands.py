"""Money from the command line."""

import click
from flask.cli import with_appcontext

from commerce.checkout.reconcile import Sheet
from commerce.checkout.reconcile import reconcile as compare
from kit.money import Money


@click.command()
@with_appcontext
def reconcile() -> None:
    """Compare our ledger with Stripe's balance transactions. Exits with 1 unless the remainder is 0."""
    sheets = compare()
    for sheet in sheets:
        _show(sheet)
    if not sheets:
        click.echo("Nothing was sold yet, here or at Stripe: remainder 0.")
    if any(s.remainder or s.ledger_remainder or s.only_ours or s.only_stripes for s in sheets):
        raise SystemExit(1)


def _show(sheet: Sheet) -> None:
    def shown(amount: int) -> str:
        return Money(amount, sheet.currency).figure().rjust(16)

    click.echo(f"{sheet.currency}")
    click.echo(f"  ours: payments - refunds         {shown(sheet.ours)}")
    click.echo(
        f"  Stripe: charges - refunds        {shown(sheet.stripes)}   (its fees: {shown(sheet.fees).strip()})"
    )
    click.echo(f"  remainder                        {shown(sheet.remainder)}")
    click.echo(f"  credited or visibly nobody's     {shown(sheet.credited)}")
    click.echo(f"  held for a person to look at     {shown(sheet.held)}")
    click.echo(f"  remainder of the ledger          {shown(sheet.ledger_remainder)}")
    for source in sheet.only_ours:
        click.echo(f"  only with us: {source}")
    for source in sheet.only_stripes:
        click.echo(f"  only at Stripe: {source}")
