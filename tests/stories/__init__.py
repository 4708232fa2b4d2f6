"""Whole stories. What their helpers assert is shown in full, as a test's own assertions are."""

import pytest

for _name in ("browser", "stage", "stories.company", "stories.editing", "stories.watching"):
    pytest.register_assert_rewrite(f"tests.{_name}")
