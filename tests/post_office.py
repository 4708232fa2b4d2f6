"""A real SMTP server on loopback, which takes, refuses, falls silent, and can be shut and opened again."""

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.stage import free_ports


@dataclass
class Postman:
    """What the server was brought, and what it answers: per recipient, to the data, or by falling silent."""

    brought: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    to_recipient: str = "250 OK"
    to_data: str = "250 Taken"
    dies_at_data: bool = False
    users: list[tuple[bytes, bytes]] = field(default_factory=list)
    was_encrypted: bool = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.dies_at_data:
            server.transport.abort()
            return "451 never heard"
        self.was_encrypted = session.ssl is not None
        if self.to_data.startswith("250"):
            self.brought.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
            self.to += envelope.rcpt_tos
        return self.to_data

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.users.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss/word", handled=False)


class Office:
    """A mail server on loopback that can be shut and opened again on the same port."""

    def __init__(self, **more: Any) -> None:
        self.postman = Postman()
        self.more = more
        self.port = free_ports(1)[0]
        self.controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def open(self) -> "Office":
        self.controller = Controller(self.postman, hostname="127.0.0.1", port=self.port, **self.more)
        self.controller.start()
        return self

    def shut(self) -> None:
        if self.controller is not None:
            self.controller.stop()
            self.controller = None
