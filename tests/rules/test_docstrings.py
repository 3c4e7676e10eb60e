"""Every module says what it is for."""

from __future__ import annotations

import ast

from tests.rules.sources import offenders, sources


def test_every_module_has_a_docstring() -> None:
    silent = [str(source) for source in sources() if source.tree.body and not ast.get_docstring(source.tree)]
    assert not silent, offenders(silent)
