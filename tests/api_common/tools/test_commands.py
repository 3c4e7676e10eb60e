"""Programs without a shell: their output, their failures, their time."""

from __future__ import annotations

import sys

import pytest

from api_common.errors import ErrorKind, IaasError
from api_common.tools.commands import run, run_reporting

KIND = ErrorKind.STORAGE_FAILED


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_output_is_returned() -> None:
    assert run(python("print('a'); import sys; sys.stderr.write('warning')"), kind=KIND) == "a\n"


def test_there_is_no_shell() -> None:
    told = run([*python("import sys; print(sys.argv[1:])"), "$(id); *", "`id`"], kind=KIND)
    assert told == "['$(id); *', '`id`']\n"


@pytest.mark.parametrize("code", ["raise SystemExit('disk full')", "print('disk full'); raise SystemExit(3)"])
def test_a_failure_says_what_the_program_said(code: str) -> None:
    with pytest.raises(IaasError, match="failed: disk full") as caught:
        run(python(code), kind=KIND)
    assert caught.value.kind is KIND


def test_a_failure_with_progress_says_so_too() -> None:
    with pytest.raises(IaasError, match="failed: disk full") as caught:
        run_reporting(python("raise SystemExit('disk full')"), kind=KIND, on_output=len)
    assert caught.value.kind is KIND


def test_output_that_is_no_text_does_no_harm() -> None:
    code = "import sys; sys.stdout.buffer.write(b'a\\xff')"
    assert run(python(code), kind=KIND) == "a\ufffd"


def test_a_missing_program_is_named() -> None:
    with pytest.raises(IaasError, match="no-such-program is not installed"):
        run(["no-such-program"], kind=KIND)
    with pytest.raises(IaasError, match="no-such-program is not installed"):
        run_reporting(["no-such-program"], kind=KIND, on_output=len)


def test_a_program_that_hangs_is_ended() -> None:
    with pytest.raises(IaasError, match="took longer than 0.05 s") as caught:
        run(python("import signal; signal.pause()"), kind=KIND, timeout_seconds=0.05)
    assert caught.value.kind is ErrorKind.TIMED_OUT


def test_output_is_passed_on_as_it_comes() -> None:
    pieces: list[str] = []
    run_reporting(python("print('x' * 40)"), kind=KIND, on_output=pieces.append)
    assert "".join(pieces) == "x" * 40 + "\n"
    assert len(pieces) > 1


def test_much_said_on_the_side_does_not_block() -> None:
    code = "import sys; sys.stderr.write('e' * 300000); sys.stderr.flush(); print('done'); raise SystemExit('last')"
    with pytest.raises(IaasError, match="last"):
        run_reporting(python(code), kind=KIND, on_output=len)
