"""Signing in with an OpenID Connect provider: Authlib speaks with it, we decide who it is here."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, session, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from accounts.audit.record import record
from accounts.models import Person
from accounts.signing_in.models import Identity
from kit import clock
from kit.db import db
from kit.errors import NotAllowed, NotFound, Unavailable
from kit.language import _
from kit.onward import own_path
from kit.settings import BadSetting, Settings

PATIENCE_S = 5
ONWARD = "provider_onward"


@dataclass(frozen=True)
class Proved:
    """Who the provider says this is."""

    issuer: str
    subject: str
    email: str
    is_verified: bool


def init_app(app: Flask) -> None:
    ours: Settings = app.config["VITRINE"]
    if not ours.oidc_issuer:
        return
    try:
        from authlib.integrations.flask_client import OAuth
    except ImportError as missing:
        raise BadSetting(
            "OIDC_ISSUER is set, but Authlib is not installed: pip install 'vitrine[oidc]'."
        ) from missing
    # Nothing is asked of the provider until somebody wants to sign in with it.
    app.extensions["provider"] = OAuth(app).register(
        "provider",
        client_id=ours.oidc_client_id,
        client_secret=ours.oidc_client_secret,
        server_metadata_url=f"{ours.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE_S,
        },
    )


def name() -> str | None:
    """What the provider is called on our pages; None where there is none."""
    ours: Settings = current_app.config["VITRINE"]
    return ours.oidc_name if ours.oidc_issuer else None


def send_on(onward: str) -> Response:
    """Off to the provider, with a state, a nonce and a code challenge that only this browser knows."""
    client = _client()
    session[ONWARD] = onward
    back = current_app.config["VITRINE"].public_url + url_for("signing_in.take_provider_answer")
    return _asked(lambda: client.authorize_redirect(back))


def proved() -> Proved:
    """Who came back from the provider. Asks the provider: no transaction may be open."""
    client = _client()

    def ask() -> dict[str, Any]:
        token = client.authorize_access_token()
        claims = dict(token.get("userinfo") or {})
        if claims.get("sub") and "email" not in claims:
            # Many providers tell the e-mail only here; the answer must be about the same person.
            more = dict(client.userinfo(token=token))
            claims = {**more, **claims} if more.get("sub") == claims["sub"] else claims
        return claims

    claims = _asked(ask)
    if not _is_ours(claims.get("iss")) or not claims.get("sub"):
        raise NotAllowed(_unproved())
    email = str(claims.get("email") or "").strip().lower()
    return Proved(str(claims["iss"]), str(claims["sub"])[:255], email, claims.get("email_verified") is True)


def recognise(who: Proved) -> Person:
    """The person behind an identity: known from before, or, the first time, by a verified e-mail."""
    wanted = select(Identity).where(Identity.issuer == who.issuer, Identity.subject == who.subject)
    known = db.session.scalar(wanted)
    if known is not None:
        known.used_at = clock.now()
        return known.person
    if not who.is_verified:
        raise NotAllowed(
            _(
                "%(name)s has not verified your e-mail address, so we can't tell who you are here.",
                name=name(),
            )
        )
    person = db.session.scalar(select(Person).where(func.lower(Person.email) == who.email))
    if person is None:
        raise NotAllowed(
            _(
                "Nobody here has the e-mail %(email)s. Open your invitation's link, or ask an admin for one.",
                email=who.email,
            )
        )
    db.session.add(Identity(person_id=person.id, issuer=who.issuer, subject=who.subject, used_at=clock.now()))
    db.session.flush()
    record("link_provider", "person", person.id, subject=person.name, by=person)
    return person


def onward() -> str:
    """Where the person wanted to go before the provider was asked."""
    return own_path(session.pop(ONWARD, None))


def is_linked(person: Person) -> bool:
    return db.session.scalar(select(Identity.id).where(Identity.person_id == person.id).limit(1)) is not None


def _client() -> Any:
    client = current_app.extensions.get("provider")
    if client is None:
        raise NotFound(_("No sign-in with another account is set up here."))
    return client


def _asked(ask: Any) -> Any:
    """What the provider answers, or a sentence about why not."""
    from authlib.integrations.base_client import OAuthError
    from joserfc.errors import JoseError
    from requests import RequestException

    try:
        return ask()
    except OAuthError as refused:
        if refused.error == "access_denied":
            raise NotAllowed(_("You turned back at %(name)s. Nothing has changed.", name=name())) from refused
        raise NotAllowed(_unproved()) from refused
    except JoseError as forged:
        raise NotAllowed(_unproved()) from forged
    except (RequestException, RuntimeError, ValueError, KeyError) as silent:
        raise Unavailable(
            _(
                "%(name)s does not answer just now. Sign in with your password, or try again later.",
                name=name(),
            )
        ) from silent


def _is_ours(issuer: object) -> bool:
    """Whether a token is from the provider the operator named; some names end with a slash."""
    return str(issuer or "").rstrip("/") == current_app.config["VITRINE"].oidc_issuer


def _unproved() -> str:
    return _("The answer of %(name)s could not be verified. Start again.", name=name())
