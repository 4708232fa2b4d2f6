"""Behind a proxy: who is asking, by the word of the proxies that are ours and of nobody else."""

from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from kit.settings import Settings

# A household or a hired server has as many IPv6 addresses as it likes, but one network of this size.
NETWORK_BITS = 64


def init_app(app: Flask) -> None:
    ours: Settings = app.config["VITRINE"]
    wsgi = app.wsgi_app
    if ours.is_https:
        wsgi = at_home(wsgi, urlsplit(ours.public_url).netloc)
    if ours.trusted_proxies:
        # Each proxy adds the address it saw at the end: what a client wrote before that counts for nothing.
        wsgi = ProxyFix(wsgi, x_for=ours.trusted_proxies, x_proto=1, x_host=0, x_port=0, x_prefix=0)
    app.wsgi_app = wsgi  # type: ignore[method-assign]


def at_home(wsgi: Callable[..., Any], host: str) -> Callable[..., Any]:
    """Our name is what the operator set, not what a request says it is: no link can be made to lie."""

    def named(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["HTTP_HOST"] = host
        return wsgi(environ, start_response)

    return named


def client() -> str:
    """Whose count a request goes on."""
    return network(request.remote_addr)


def network(address_told: str | None) -> str:
    """An address, or the whole network of an IPv6 one."""
    told = address_told or "nobody"
    try:
        address = ip_address(told)
    except ValueError:
        return told[:45]
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> NETWORK_BITS << NETWORK_BITS))
