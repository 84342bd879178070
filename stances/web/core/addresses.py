"""What an address may be: a host that can be one, and numbers that a database can hold. The rest is refused before all else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import AddressValueError, IPv6Address
from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter
from werkzeug.routing.map import Map

from stances.web.core.error_pages import plain_page
from stances.web.core.proxy import Wsgi

MAX_NUMBER = 2**63 - 1
"""The largest that a column of numbers holds."""

_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.?", re.ASCII | re.IGNORECASE)
_HOST = re.compile(r"(?:\[(?P<ip>[^\]]*)\]|(?P<name>[^:\[\]]*))(?::(?P<port>[1-9][0-9]{0,4}))?", re.ASCII)


class NumberConverter(IntegerConverter):
    """A number in an address; one beyond 64 bits is the address of nothing."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MAX_NUMBER)


class HostMiddleware:
    """WSGI middleware that answers 400 to requests for a host that can't be one; a request may name none."""

    def __init__(self, app: Wsgi) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        if not host or is_host(host):
            return self.app(environ, start_response)
        words = "The host name in this address is not valid. Check the address up to its first “/”."
        return plain_page(400, "Invalid link", words)(environ, start_response)


def init_app(app: Flask) -> None:
    """Set up the converter, before any rule is added, and the middleware."""
    app.url_map.converters["int"] = NumberConverter
    app.wsgi_app = HostMiddleware(app.wsgi_app)  # type: ignore[method-assign]


def is_host(text: str) -> bool:
    """Whether this can be a host, with or without a port, as a `Host` header names it."""
    match = _HOST.fullmatch(text)
    if match is None or int(match["port"] or 1) > 65535:
        return False
    return _is_ipv6(match["ip"]) if match["ip"] is not None else bool(_NAME.fullmatch(match["name"]))


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return "%" not in text
