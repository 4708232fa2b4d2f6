"""Which browser this is, in words a person knows, from what it says of itself."""

import re

# The first that fits: most browsers also call themselves Chrome and Safari, so those come last.
BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\b(?:OPR|Opera)/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Vivaldi", r"\bVivaldi/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:Headless)?Chrom(?:e|ium)/|\bCriOS/"),
    ("Safari", r"\bVersion/[\d.]+.*\bSafari/"),
)
SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac OS X\b|\bMacintosh\b"),
    ("Linux", r"\bLinux\b|\bX11\b"),
)


def named(user_agent: str) -> tuple[str | None, str | None]:
    """The browser's and the system's name; None for what isn't known."""
    told = user_agent[:400]
    return _first(BROWSERS, told), _first(SYSTEMS, told)


def _first(names: tuple[tuple[str, str], ...], told: str) -> str | None:
    return next((name for name, sign in names if re.search(sign, told)), None)
