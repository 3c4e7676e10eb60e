"""What people ask for is looked up in their name: services read single rows through `auth/visible`, never past it."""

from __future__ import annotations

import ast

from tests.rules.sources import offenders, sources

SINGLE_ROWS = {"vm", "volume", "operation"}
"""Methods of the database's client that answer one row whoever asks."""

OF_THE_ENGINE = ("finish", "start_placed", "wait_end", "undo", "rejoin", "dismiss_line")
"""Work on operations that their callers have looked up, or started themselves."""


def test_every_use_case_looks_in_somebodys_name_first() -> None:
    strays = [
        f"{source}:{function.lineno} {function.name} reads a row for nobody in particular"
        for source in sources()
        if source.module.startswith("iaas_core.services.")
        for function in source.functions()
        if not function.name.startswith("_")
        and function.name not in ("finish", "start_placed", "wait_end", "undo", "rejoin")
        if _reads_past(function) and not _looks_in_somebodys_name(function)
    ]
    assert not strays, offenders(strays)


def _calls(function: ast.AST) -> list[ast.Attribute]:
    return [
        node.func for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def _reads_past(function: ast.AST) -> bool:
    return any(
        call.attr in SINGLE_ROWS and isinstance(call.value, ast.Attribute) and call.value.attr == "db"
        for call in _calls(function)
    )


def _looks_in_somebodys_name(function: ast.AST) -> bool:
    named = any(isinstance(call.value, ast.Attribute) and call.value.attr == "_visible" for call in _calls(function))
    return named or any(call.attr in ("_data_volume", "earlier") for call in _calls(function))
