"""Tokens are random and say nothing."""

from __future__ import annotations

import pytest

from api_common.contract.states import CredentialKind
from iaas_core.auth.tokens import digest_of, looks_right, new_token


def test_they_are_never_the_same_and_tell_their_kind() -> None:
    tokens = {new_token(kind) for kind in CredentialKind for _ in range(100)}
    assert len(tokens) == 300 == len({digest_of(token) for token in tokens})
    assert looks_right(new_token(CredentialKind.SESSION)) and looks_right(new_token(CredentialKind.API_KEY))
    assert not looks_right(new_token(CredentialKind.TICKET)), "a ticket opens a stream and nothing else"


@pytest.mark.parametrize("text", ["", "x", "iaas-s-", "iaas-s-" + "x" * 42, "iaas-s-" + "x" * 44, "iaas-x-" + "x" * 43])
def test_what_could_be_none_is_not_looked_up(text: str) -> None:
    assert not looks_right(text)
    assert not looks_right("iaas-s-" + "x" * 43 + "\n") and not looks_right("IAAS-S-" + "x" * 43)
