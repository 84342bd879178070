"""Trust in an institution's reverse proxy: its headers say who the visitor is.

Off unless `STANCES_TRUSTED_PROXY` names the addresses that proxies connect from. Then `X-Forwarded-For` and `-Proto` are
believed if they come from there; and if `STANCES_TRUST_USER_HEADER` names a header, so is the user that the institution's login
puts in it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from flask import Flask, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

from stances.errors import StancesError
from stances.record.vocabulary import Role

PROXIES_VARIABLE = "STANCES_TRUSTED_PROXY"
USER_HEADER_VARIABLE = "STANCES_TRUST_USER_HEADER"
USERS_ROLE_VARIABLE = "STANCES_USER_ROLE"
OWNERS_VARIABLE = "STANCES_OWNERS"
FROM_PROXY_KEY = "stances.from_proxy"

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


@dataclass(frozen=True)
class ProxyLogin:
    """A user logged in at the institution, and the role that they have at least."""

    user: str
    role: Role


class TrustedProxyMiddleware:
    """WSGI middleware that applies `ProxyFix` to requests of trusted proxies, and marks them."""

    def __init__(self, app: Wsgi, proxies: str) -> None:
        self.app = app
        self.proxied = ProxyFix(app, x_for=1, x_proto=1, x_host=0)
        try:
            self.trusted = [ip_network(part.strip()) for part in proxies.split(",") if part.strip()]
        except ValueError as error:
            raise StancesError(
                f"{PROXIES_VARIABLE} must be addresses such as 127.0.0.1 or 10.0.0.0/8: {error}."
            ) from None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not self._trusts(environ.get("REMOTE_ADDR", "")):
            return self.app(environ, start_response)
        environ[FROM_PROXY_KEY] = True
        return self.proxied(environ, start_response)

    def _trusts(self, address: str) -> bool:
        try:
            ip = ip_address(address)
        except ValueError:
            return False
        return any(ip in network for network in self.trusted)


def init_app(app: Flask) -> None:
    """Read the options from the environment. Raises `StancesError` if they don't fit together."""
    proxies, header = os.environ.get(PROXIES_VARIABLE), os.environ.get(USER_HEADER_VARIABLE)
    if header and not proxies:
        raise StancesError(
            f"{USER_HEADER_VARIABLE} is set, but {PROXIES_VARIABLE} does not say which proxy may be believed: "
            "anybody could pose as anybody."
        )
    if proxies:
        app.wsgi_app = TrustedProxyMiddleware(app.wsgi_app, proxies)  # type: ignore[method-assign]
    app.config["USER_HEADER"] = header
    app.config["USERS_ROLE"] = _parse_role(os.environ.get(USERS_ROLE_VARIABLE) or Role.READER)
    app.config["OWNERS"] = frozenset(
        filter(None, map(str.strip, os.environ.get(OWNERS_VARIABLE, "").split(",")))
    )


def read_login() -> ProxyLogin | None:
    """The user named in the header; None if there is none, or the header is not trusted."""
    config = current_app.config
    if not config["USER_HEADER"] or not request.environ.get(FROM_PROXY_KEY):
        return None
    user = request.headers.get(config["USER_HEADER"], "").strip()
    if not user:
        return None
    return ProxyLogin(user, Role.OWNER if user in config["OWNERS"] else config["USERS_ROLE"])


def _parse_role(text: str) -> Role:
    if text not in list(Role):
        raise StancesError(f"{USERS_ROLE_VARIABLE} is “{text}”, but must be one of: {', '.join(Role)}.")
    return Role(text)
