"""The balance: what each charge and refund did to it, with Stripe's fee."""

from collections import defaultdict

from sandbox import store
from sandbox.store import Connection, Json

# (basis points, fixed part in minor units). Round figures in the manner of Stripe's price list.
FEES = {"eur": (150, 25), "gbp": (150, 20), "usd": (290, 30)}
ELSEWHERE = (290, 30)
FEE_WITHOUT_CENTS = (360, 0)
DAYS_UNTIL_AVAILABLE = 2

# https://docs.stripe.com/currencies: ISK and UGX are sent with two decimals although they have none.
ZERO_DECIMAL = frozenset(
    ("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf")
)
THREE_DECIMAL = frozenset(("bhd", "jod", "kwd", "omr", "tnd"))


def divisor(currency: str) -> int:
    """Minor units in one of the currency, by Stripe's rules."""
    if currency in ZERO_DECIMAL:
        return 1
    return 1000 if currency in THREE_DECIMAL else 100


def fee(amount: int, currency: str) -> int:
    points, fixed = FEES.get(currency, FEE_WITHOUT_CENTS if currency in ZERO_DECIMAL else ELSEWHERE)
    return min(amount, (amount * points + 5_000) // 10_000 + fixed)


def enter(db: Connection, source: Json, amount: int, fee: int) -> Json:
    """One line of the balance, for a charge (positive) or a refund (negative)."""
    created = store.now()
    detail = {
        "amount": fee,
        "application": None,
        "currency": source["currency"],
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }
    return store.add(
        db,
        {
            "id": store.new_id("txn_"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": created + DAYS_UNTIL_AVAILABLE * 86_400,
            "balance_type": "payments",
            "created": created,
            "currency": source["currency"],
            "description": source.get("description"),
            "exchange_rate": None,
            "fee": fee,
            "fee_details": [detail] if fee else [],
            "net": amount - fee,
            "reporting_category": source["object"],
            "source": source["id"],
            "status": "pending",
            "type": source["object"],
        },
    )


def status(transaction: Json) -> str:
    return "available" if transaction["available_on"] <= store.now() else "pending"


def summary(db: Connection) -> Json:
    """GET /v1/balance."""
    sums: dict[str, dict[str, int]] = {"available": defaultdict(int), "pending": defaultdict(int)}
    rows = db.execute(
        "SELECT json_extract(body, '$.currency') AS currency, json_extract(body, '$.net') AS net,"
        " json_extract(body, '$.available_on') <= ? AS ready FROM objects WHERE kind = 'balance_transaction'",
        (store.now(),),
    )
    for row in rows:
        for name in sums:
            sums[name][row["currency"]] += row["net"] if (name == "available") == bool(row["ready"]) else 0
    body: Json = {"object": "balance", "livemode": False}
    for name, amounts in sums.items():
        body[name] = [
            {"amount": amount, "currency": currency, "source_types": {"card": amount}}
            for currency, amount in sorted((amounts or {"eur": 0}).items())
        ]
    return body
