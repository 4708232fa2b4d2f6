"""Attribution from the command line."""

import json
from typing import IO

import click

from commerce.attribution.crediting import MODELS
from commerce.attribution.replay import run


@click.command()
@click.argument("case", type=click.File("r"))
@click.option("--model", type=click.Choice(list(MODELS)), default="last", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the ledger rows as JSON.")
def attribute(case: IO[str], model: str, as_json: bool) -> None:
    """Credit the orders of CASE.json by a model, through the product's own code.

    \b
    {"touches": [[event_id, viewer_id, ts, kind, placement_id], ...],
     "orders":  [[order_id, viewer_id, ts, currency, amount], ...],
     "refunds": [[refund_id, order_id, ts, amount], ...]}

    Times are milliseconds, amounts minor units; kind is 1 (seen) or 2 (tapped), anything else is ignored.
    Prints rows [order_id, refund_id, event_id, placement_id, currency, minor units].
    """
    try:
        rows = run(json.load(case), model)
    except (ValueError, TypeError, AttributeError) as error:
        raise click.ClickException(f"This case can't be read: {error}") from error
    if as_json:
        click.echo(json.dumps(rows))
        return
    for order, refund, event, moment, currency, amount in rows:
        origin = f"order {order}  refund {refund or '-'}  event {event or '-'}  moment {moment or '-'}"
        click.echo(f"{origin}  {amount} {currency}")
