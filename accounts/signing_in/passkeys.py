"""Passkeys: made on a person's device, kept here by their public half, used without typing anything."""

import json
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app, request
from sqlalchemy import select, update

from accounts.models import Person
from accounts.signing_in import steps
from accounts.signing_in.models import Passkey
from kit import clock
from kit.db import db
from kit.errors import Conflict, Gone, NotFound, NotSignedIn, NotUnderstood
from kit.language import _

MOST = 20
# WebAuthn's library is loaded where a ceremony takes place: it is a part of every start otherwise.


@dataclass(frozen=True)
class Place:
    """The name that browsers bind our passkeys to, and the address they must be used at."""

    id: str
    origin: str

    def is_here(self) -> bool:
        """Whether this request came by that address."""
        return request.host == urlsplit(self.origin).netloc


def place() -> Place | None:
    """Where passkeys work: at a name over https, or at `localhost`. Browsers allow no other address."""
    url = urlsplit(current_app.config["VITRINE"].public_url)
    host = url.hostname or ""
    if _is_loopback(host):
        # The same machine by the only name for it that browsers accept.
        port = f":{url.port}" if url.port else ""
        return Place("localhost", f"{url.scheme}://localhost{port}")
    if _is_address(host) or (url.scheme != "https" and host != "localhost"):
        return None
    return Place(host, f"{url.scheme}://{url.netloc}")


def begin_adding(person: Person) -> dict[str, Any]:
    """What the browser needs to make a passkey for this person."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    challenge = webauthn.helpers.generate_challenge()
    steps.begin("passkey_add", person.id, challenge=bytes_to_base64url(challenge))
    options = webauthn.generate_registration_options(
        rp_id=_here().id,
        rp_name="Vitrine",
        user_id=person.id.encode(),
        user_name=person.email,
        user_display_name=person.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in of(person)
        ],
    )
    return json.loads(webauthn.options_to_json(options))


def add(person: Person, name: str, credential: Any) -> Passkey:
    """Keep the public half of what the browser made."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise NotUnderstood(
            _("Give the passkey a name of at most 80 characters, such as the device it is on.")
        )
    step = steps.take("passkey_add")
    if step is None or step.person_id != person.id:
        raise Gone(_("That took longer than five minutes. Start again."))
    if len(of(person)) >= MOST:
        raise Conflict(_("You have %(most)d passkeys already. Remove one first.", most=MOST))
    try:
        made = webauthn.verify_registration_response(
            credential=_object(credential),
            expected_challenge=base64url_to_bytes(step.kept["challenge"]),
            expected_rp_id=_here().id,
            expected_origin=_here().origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as reason:
        raise NotUnderstood(_("The browser's answer could not be verified. Start again.")) from reason
    wanted = bytes_to_base64url(made.credential_id)
    if db.session.scalar(select(Passkey.id).where(Passkey.credential == wanted)):
        raise Conflict(_("This passkey is known already."))
    passkey = Passkey(person_id=person.id, name=name, credential=wanted, sign_count=made.sign_count)
    passkey.public_key, passkey.is_synced = made.credential_public_key, made.credential_backed_up
    db.session.add(passkey)
    db.session.flush()
    return passkey


def begin_sign_in() -> dict[str, Any]:
    """What the browser needs to find a passkey of ours on this device, whoever it belongs to."""
    import webauthn
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.structs import UserVerificationRequirement

    challenge = webauthn.helpers.generate_challenge()
    steps.begin("passkey_sign_in", challenge=bytes_to_base64url(challenge))
    options = webauthn.generate_authentication_options(
        rp_id=_here().id, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return json.loads(webauthn.options_to_json(options))


def recognise(credential: Any) -> Person:
    """The person who signed this browser's challenge."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    step = steps.take("passkey_sign_in")
    if step is None:
        raise Gone(_("That took longer than five minutes. Start again."))
    sent = _object(credential)
    wanted = sent.get("id")
    passkey = db.session.scalar(select(Passkey).where(Passkey.credential == str(wanted)[:1400]))
    if passkey is None:
        raise NotSignedIn(_("This passkey isn't known here. It may have been removed: sign in another way."))
    try:
        seen = webauthn.verify_authentication_response(
            credential=sent,
            expected_challenge=base64url_to_bytes(step.kept["challenge"]),
            expected_rp_id=_here().id,
            expected_origin=_here().origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as reason:
        raise NotSignedIn(
            _("This passkey could not be verified. Try again, or sign in another way.")
        ) from reason
    _count(passkey, seen.new_sign_count, seen.credential_backed_up)
    return passkey.person


def of(person: Person) -> list[Passkey]:
    wanted = select(Passkey).where(Passkey.person_id == person.id)
    return list(db.session.scalars(wanted.order_by(Passkey.made_at, Passkey.id)))


def remove(person: Person, passkey_id: str) -> Passkey:
    found = db.session.get(Passkey, passkey_id)
    if found is None or found.person_id != person.id:
        raise NotFound(_("There is no such passkey."))
    db.session.delete(found)
    db.session.flush()
    return found


def _count(passkey: Passkey, sign_count: int, is_synced: bool) -> None:
    """Remember the count, unless another sign-in with the same one was first: that would be a copied key."""
    counted = (
        update(Passkey)
        .where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
        .values(sign_count=sign_count, is_synced=is_synced, used_at=clock.now())
        .returning(Passkey.id)
        .execution_options(synchronize_session=False)
    )
    if db.session.execute(counted).first() is None:
        raise NotSignedIn(_("This passkey could not be verified. Try again, or sign in another way."))


def _here() -> Place:
    here = place()
    if here is None:
        raise Conflict(_("Passkeys need a name over https; this site is reached by an address."))
    return here


def _object(credential: Any) -> dict[str, Any]:
    if not isinstance(credential, dict):
        raise NotUnderstood(_("Send what the browser answered, as JSON."))
    return cast(dict[str, Any], credential)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return _is_address(host) and ip_address(host).is_loopback
