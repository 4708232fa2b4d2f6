"""What a password must be. Pure: words in, a sentence out."""

from kit.language import lazy

LEAST, MOST = 10, 1000
HINT = lazy("At least 10 characters. A few words that don't belong together are easy to keep, hard to guess.")
TOO_SHORT = lazy("A password needs at least 10 characters.")
TOO_LONG = lazy("A password has at most 1,000 characters.")
GUESSED_FIRST = lazy("This is one of the first that are tried. Take a few words that don't belong together.")
YOURS = lazy("Your name or e-mail is easy to guess. Take a few words that don't belong together.")
# Without digits and signs around them: Password123! is the first of these.
FIRST_TRIED = {"password", "passwort", "passwords", "passphrase", "secret", "geheim", "admin", "welcome"}
FIRST_TRIED |= {"willkommen", "letmein", "iloveyou", "hallo", "hello", "vitrine", "qwerty", "qwertz", "abc"}
FIRST_TRIED |= {"abcdefghij", "abcdefghijk", "qwertyuiop", "qwertzuiop", "asdfghjkl", "changeme", "test"}
IN_A_ROW = "01234567890123456789"


def weakness(password: str, *own: str) -> object | None:
    """Why a password won't do, as a sentence; `own` is what others know of the person: e-mail, name."""
    if len(password) < LEAST:
        return TOO_SHORT
    if len(password) > MOST:
        return TOO_LONG
    lower = password.lower()
    letters = only_letters(lower)
    if len(set(lower)) <= 2 or lower in IN_A_ROW or lower[::-1] in IN_A_ROW or letters in FIRST_TRIED:
        return GUESSED_FIRST
    known = {part for text in own for part in (text.lower(), text.lower().partition("@")[0])}
    if lower in known or (letters and letters in {only_letters(part) for part in known}):
        return YOURS
    return None


def only_letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())
