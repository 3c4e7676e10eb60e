"""Failures of the file system in words for people."""

from __future__ import annotations

import errno

import pytest

from api_common.errors import ErrorKind, IaasError
from api_common.tools.failures import storage_failures


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.ESTALE, "stale NFS"), (errno.EACCES, "denied")],
)
def test_an_os_error_becomes_a_sentence(number: int, words: str) -> None:
    with pytest.raises(IaasError, match=words) as failure, storage_failures("volume x"):
        raise OSError(number, "Permission denied")
    assert failure.value.kind is ErrorKind.STORAGE_FAILED


def test_our_own_errors_pass() -> None:
    ours = IaasError(ErrorKind.CONFLICT, "no")
    with pytest.raises(IaasError) as failure, storage_failures("volume x"):
        raise ours
    assert failure.value is ours
