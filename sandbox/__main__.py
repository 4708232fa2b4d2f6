"""`python -m sandbox`: one process, many threads, on the port of SANDBOX_PUBLIC_URL."""

import logging
import os
import sys
from contextlib import suppress
from urllib.parse import urlsplit

from werkzeug.serving import make_server

from sandbox.app import create_app
from sandbox.settings import Settings


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    settings = Settings.from_environment()
    address = urlsplit(settings.public_url)
    host = os.environ.get("SANDBOX_HOST", "127.0.0.1")
    server = make_server(host, address.port or 8100, create_app(settings), threaded=True)
    sys.stdout.write(f"Sandbox on {settings.public_url}: no money moves here.\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
