"""Strangers' words in sentences of ours: those that run from right to left, or turn what follows round, stay
within themselves (Unicode Standard Annex #9)."""

import unicodedata

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
RUNS_BACK = {"R", "AL", "AN", "LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
# Isolates in the words themselves could end ours.
ISOLATES = dict.fromkeys(range(0x2066, 0x206A))


def isolated(words: str) -> str:
    """The words, in an isolate where that makes a difference; plain ones as they are."""
    if words.isascii() or not any(unicodedata.bidirectional(letter) in RUNS_BACK for letter in words):
        return words
    return FIRST_STRONG_ISOLATE + words.translate(ISOLATES) + POP_ISOLATE
