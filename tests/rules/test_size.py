"""Small files and small functions (design, section 4)."""

from __future__ import annotations

from statistics import median

from tests.rules.sources import offenders, sources

MAX_FILE_LINES = 400
MAX_MEDIAN_LINES = 120
MAX_FUNCTION_LINES = 50
SHORT_INIT = 15


def test_no_file_is_long() -> None:
    long = [f"{source}: {source.lines} lines" for source in sources() if source.lines > MAX_FILE_LINES]
    assert not long, offenders(long)


def test_the_median_file_is_short() -> None:
    sizes = [s.lines for s in sources() if s.path.name != "__init__.py" or s.lines >= SHORT_INIT]
    assert median(sizes) <= MAX_MEDIAN_LINES


def test_no_function_is_long() -> None:
    long = [
        f"{source}:{function.lineno} {function.name}: {length} lines"
        for source in sources()
        for function in source.functions()
        if (length := (function.end_lineno or 0) - function.lineno + 1) > MAX_FUNCTION_LINES
    ]
    assert not long, offenders(long)
