"""Tokens that people show: random, without any meaning of their own, kept as digests only.

Nothing is signed or encoded in them, so there is nothing to forge or to confuse; what a token may is looked up.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from api_common.contract.states import CredentialKind

_MARKS = {CredentialKind.SESSION: "s", CredentialKind.API_KEY: "k", CredentialKind.TICKET: "t"}
_FORM = re.compile(r"iaas-[sk]-[A-Za-z0-9_-]{43}")


def new_token(kind: CredentialKind) -> str:
    """A token of 256 random bits. Its beginning lets programs that look for leaked secrets find it."""
    return f"iaas-{_MARKS[kind]}-{secrets.token_urlsafe(32)}"


def looks_right(token: str) -> bool:
    """Whether it could be a session or a key at all; what could not is not looked up."""
    return _FORM.fullmatch(token) is not None


def digest_of(token: str) -> str:
    """What is kept of a token. No salt and no effort: nobody guesses 256 bits."""
    return hashlib.sha256(token.encode()).hexdigest()
