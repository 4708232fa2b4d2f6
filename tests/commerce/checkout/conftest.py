"""A shop with ten scarves, one moment that shows them, and a till."""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.commerce.buying import Shop, open_shop
from tests.sandbox.running import Running


@pytest.fixture
def shop(app: Flask, till: Running, cast: Cast) -> Shop:
    return open_shop(app, till, cast)
