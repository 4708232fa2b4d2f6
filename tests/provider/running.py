"""The certified provider as a process of its own, and a person who signs in there in plain HTTP."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

import requests

from tools.provider import FOLDER, main, node

CLIENT = {"client_id": "vitrine", "client_secret": "a secret of the provider's"}
PEOPLE = {
    "ada-editor": {"email": "Editor@Ada.Example", "email_verified": True},
    "unverified": {"email": "editor@ada.example", "email_verified": False},
    "unsaid": {"email": "editor@ada.example"},
    "stranger": {"email": "stranger@nowhere.example", "email_verified": True},
    "without": {},
}


@dataclass
class Provider:
    """Where it answers, and how somebody walks through it."""

    issuer: str

    def walk(self, address: str, login: str) -> str:
        """Sign in there as a browser would; returns the address of ours it leads back to."""
        with requests.Session() as browser:
            while address.startswith(self.issuer):
                answer = browser.get(address, allow_redirects=False, timeout=10)
                if answer.is_redirect:
                    address = urljoin(address, answer.headers["Location"])
                    continue
                action = re.search(r'action="([^"]+)"', answer.text)
                assert action is not None, answer.text
                prompt = re.findall(r'name="prompt" value="(\w+)"', answer.text)[0]
                form = {"prompt": prompt, "login": login, "password": "any"}
                answer = browser.post(
                    urljoin(address, action[1]), data=form, allow_redirects=False, timeout=10
                )
                address = urljoin(address, answer.headers["Location"])
        return address

    def turn_back(self, address: str) -> str:
        """The same for somebody who presses Cancel."""
        with requests.Session() as browser:
            page = browser.get(address, timeout=10)
            address = f"{page.url}/abort"
            while address.startswith(self.issuer):
                answer = browser.get(address, allow_redirects=False, timeout=10)
                address = urljoin(address, answer.headers["Location"])
        return address


@contextmanager
def provider(back: str) -> Iterator[Provider]:
    """The provider, up, with one client that may lead people back to `back`."""
    main()
    wanted = json.dumps({"people": PEOPLE, "client": {**CLIENT, "redirect_uris": [back]}})
    process = subprocess.Popen(
        [node(), "provider.js"],
        cwd=FOLDER,
        env={**os.environ, "PROVIDER": wanted},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        lines = iter(process.stdout.readline, "")
        issuer = next(line.split()[1] for line in lines if line.startswith("listening "))
        yield Provider(issuer)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
