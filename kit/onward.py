"""Where a page leads on to, when the request itself says where."""


def own_path(wanted: str | None) -> str:
    """A path of ours to go on to; never somebody else's site."""
    wanted = wanted or ""
    # Browsers drop tabs and line ends, and take a backslash for a slash: neither is in a path of ours.
    is_ours = wanted.startswith("/") and not wanted.startswith("//") and wanted.isprintable()
    return wanted if is_ours and "\\" not in wanted else ""
