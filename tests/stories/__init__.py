"""Whole stories. What their helpers assert is shown in full, as a test's own assertions are."""

import pytest

for _name in ("company", "editing", "watching"):
    pytest.register_assert_rewrite(f"tests.stories.{_name}")
