"""The source files of the suite as the rules see them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("db_proxy", "iaas_agent", "iaas_core", "image_operator", "resource_operator")
PACKAGES = ("api_common", *SERVICES, "deploy")


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: Path
    text: str
    tree: ast.Module

    def __str__(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    @property
    def module(self) -> str:
        """Its name for imports."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """All functions and methods, nested ones included."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self) -> set[str]:
        """Every imported name with its module: `from a import b` gives `a` and `a.b`."""
        names: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module)
                names.update(f"{node.module}.{alias.name}" for alias in node.names)
        return names


@cache
def read(folder: str) -> tuple[Source, ...]:
    """The Python files below a folder of the repository; none when there is no such folder."""
    return tuple(
        Source(path, text, ast.parse(text))
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "node_modules" not in path.parts
        for text in [path.read_text()]
    )


def sources() -> list[Source]:
    """The files of all packages."""
    return [source for package in PACKAGES for source in read(package)]


def offenders(lines: list[str]) -> str:
    """The text of a failure: one offender a line."""
    return "\n  " + "\n  ".join(sorted(lines))
