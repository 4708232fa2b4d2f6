"""Test cards: what each number does, and what is wrong with a number that isn't one."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.errors import ApiError
from sandbox.store import Json


@dataclass(frozen=True)
class Decline:
    code: str
    decline_code: str | None
    message: str


GENERIC = Decline("card_declined", "generic_decline", "Your card was declined.")
UNKNOWN = Decline(
    "card_declined",
    "test_mode_live_card",
    "Your card was declined. Your request was in test mode, but used a non test card. Use a test card.",
)
DENIED = Decline(
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. "
    "Please choose a different payment method and try again.",
)
DECLINES = {
    "4000000000000002": GENERIC,
    "4000000000009995": Decline("card_declined", "insufficient_funds", "Your card has insufficient funds."),
    "4000000000000069": Decline("expired_card", "expired_card", "Your card has expired."),
    "4000000000000127": Decline("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."),
    "4000000000000119": Decline(
        "processing_error",
        "processing_error",
        "An error occurred while processing your card. Try again in a little bit.",
    ),
}
SUCCEEDS = {"4242424242424242", "4000056655665556", "5555555555554444", "378282246310005", "4000002500003155"}
ASKS_3D_SECURE = {"4000002500003155"}


@dataclass(frozen=True)
class Card:
    """A card as it may be kept: its number is read once, for what it does, and forgotten."""

    brand: str
    last4: str
    exp_month: int
    exp_year: int
    decline: Decline | None
    asks_3d_secure: bool

    @property
    def shown(self) -> Json:
        return {
            "brand": self.brand,
            "country": "US",
            "exp_month": self.exp_month,
            "exp_year": self.exp_year,
            "fingerprint": f"sandbox{self.brand[:4]}{self.last4}",
            "funding": "credit",
            "last4": self.last4,
        }


def read(number: str, exp_month: object = None, exp_year: object = None, cvc: object = None) -> Card:
    """The card behind these fields, or Stripe's refusal of the first field that is wrong."""
    today = datetime.now(UTC)
    digits = re.sub(r"[\s-]", "", number)
    if not re.fullmatch(r"\d{12,19}", digits) or not passes_luhn(digits):
        raise _refused("incorrect_number", "Your card number is incorrect.", "number")
    month = _number(12 if exp_month is None else exp_month)
    year = _number(today.year + 3 if exp_year is None else exp_year)
    year += 2000 if 0 <= year < 100 else 0
    if not 1 <= month <= 12:
        raise _refused("invalid_expiry_month", "Your card's expiration month is invalid.", "exp_month")
    if (year, month) < (today.year, today.month) or year > today.year + 50:
        raise _refused("invalid_expiry_year", "Your card's expiration year is invalid.", "exp_year")
    brand = brand_of(digits)
    code = "1234"[: 4 if brand == "amex" else 3] if cvc is None else str(cvc)
    if not re.fullmatch(r"\d{4}" if brand == "amex" else r"\d{3}", code):
        raise _refused("invalid_cvc", "Your card's security code is invalid.", "cvc")
    decline = DECLINES.get(digits) or (None if digits in SUCCEEDS else UNKNOWN)
    return Card(brand, digits[-4:], month, year, decline, digits in ASKS_3D_SECURE)


def passes_luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def brand_of(digits: str) -> str:
    if digits.startswith("4"):
        return "visa"
    if digits[:2] in ("34", "37"):
        return "amex"
    if "51" <= digits[:2] <= "55" or "2221" <= digits[:4] <= "2720":
        return "mastercard"
    return "unknown"


def _number(value: object) -> int:
    return int(str(value)) if re.fullmatch(r"\d{1,4}", str(value)) else -1


def _refused(code: str, message: str, param: str) -> ApiError:
    return ApiError(402, "card_error", message, code=code, param=param)
