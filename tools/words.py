"""`make words` gathers every text of the product into translations/, where translators write beside it."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from kit.language import CATALOGUES, LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
METHODS = [
    ("templates/**.html", "jinja2"),
    ("static/vendor/**.js", "ignore"),
    ("static/sdk/**.js", "ignore"),
    ("static/**.js", "javascript"),
    ("accounts/**.py", "python"),
    ("commerce/**.py", "python"),
    ("demo/**.py", "python"),
    ("kit/**.py", "python"),
    ("tagging/**.py", "python"),
    ("app.py", "python"),
]
SKIPPED = {".venv", "node_modules", "tests", "bench", "sandbox", "tools", "instance", ".git"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy": None,
    "noted": None,
    "ngettext": (1, 2),
    "t": None,
    "tn": (1, 2),
}


def main() -> None:
    gathered = gather()
    for language in list(LANGUAGES)[1:]:
        path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = Catalog(locale=language, charset="utf-8")
        if path.exists():
            with path.open("rb") as file:
                catalogue = read_po(file, locale=language)
        catalogue.update(gathered, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        sign(catalogue)
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, sort_by_file=True, include_lineno=False, omit_header=False)
        missing = sum(1 for message in catalogue if message.id and not is_said(message.string))
        print(f"{language}: {len(catalogue)} texts, {missing} not translated", file=sys.stderr)


def sign(catalogue: Catalog) -> None:
    """Its head says nothing that changes from run to run."""
    catalogue.project, catalogue.version = "Vitrine", "1"
    catalogue.header_comment = "# Vitrine's texts. `make words` gathers them, translators write below each."
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    catalogue.last_translator = catalogue.language_team = "Vitrine's translators"
    catalogue.msgid_bugs_address = "see SECURITY.md and CONTRIBUTING.md"
    catalogue.fuzzy = False


def gather() -> Catalog:
    """Every text that the code marks, with the files it stands in."""
    gathered = Catalog(charset="utf-8")
    found = extract_from_dir(
        ROOT,
        METHODS,
        {"**": {}},
        keywords=KEYWORDS,
        comment_tags=("For translators:",),
        strip_comment_tags=True,
        directory_filter=lambda folder: Path(folder).name not in SKIPPED,
    )
    for name, _line, message, comments, context in found:
        gathered.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return gathered


def is_said(string: object) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


if __name__ == "__main__":
    main()
