"""Signed, short-lived console tickets: made by iaas_core, checked by the VNC proxy without asking anyone.

A ticket names one VM and the address its screen listens on. Keys are lines of a shared file, newest first; a ticket
signed with any of them is accepted, so a key can be replaced while consoles are open. This module keeps no state.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from api_common.errors import ErrorKind, IaasError

TICKET_SECONDS = 60
_SALT = "kubeiaas-vnc-ticket"


@dataclass(frozen=True)
class ConsoleTarget:
    """Where a ticket leads: the VM and its VNC server's address and TCP port."""

    vm_uuid: str
    host: str
    port: int


class Tickets:
    """Signs and verifies tickets with the keys of a file, which is read anew each time (rotation without restart)."""

    def __init__(self, key_file: Path) -> None:
        self._key_file = key_file

    def _serializer(self) -> URLSafeTimedSerializer:
        try:
            keys = [line.strip() for line in self._key_file.read_text().splitlines() if line.strip()]
        except OSError as error:
            why = f"the console ticket keys (VNC_TICKET_KEY_FILE) cannot be read: {error.strerror}"
            raise IaasError(ErrorKind.UNAVAILABLE, why) from error
        if not keys:
            raise IaasError(ErrorKind.UNAVAILABLE, "the console ticket key file (VNC_TICKET_KEY_FILE) is empty")
        return URLSafeTimedSerializer(keys[::-1], salt=_SALT)  # the library signs with the last one

    def sign(self, target: ConsoleTarget) -> str:
        """A ticket for one VM's screen, good for :data:`TICKET_SECONDS` to connect."""
        once = secrets.token_urlsafe(6)  # two tickets of the same second differ: each opens one connection
        return str(self._serializer().dumps([target.vm_uuid, target.host, target.port, once]))

    def verify(self, ticket: str) -> ConsoleTarget:
        """The target of a ticket; raises `unauthenticated` if it is forged, foreign or too old."""
        try:
            uuid, host, port, _ = self._serializer().loads(ticket, max_age=TICKET_SECONDS)
        except SignatureExpired:
            raise IaasError(
                ErrorKind.UNAUTHENTICATED, "this console ticket is too old; open the console again"
            ) from None
        except (BadSignature, ValueError, TypeError):
            raise IaasError(ErrorKind.UNAUTHENTICATED, "this console ticket is not valid") from None
        return ConsoleTarget(str(uuid), str(host), int(port))
