"""Which programs a Python file starts, read from its text.

Found are the first words of what is given to a function that starts programs (`STARTERS`, and this file's own functions
that hand their arguments to one), also by way of a name that is assigned in the file; of lists that look like a command
line; and the scripts that a shell is given.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.rules.shell_words import SHELLS, programs_of

STARTERS = frozenset(
    "run run_reporting Popen check_call check_output call getoutput system popen spawn start posix_spawn posix_spawnp"
    " execv execve execvp execvpe execl execlp create_subprocess_exec create_subprocess_shell which inside".split()
)
_ONE_STRING_IS_A_COMMAND = frozenset(
    "which system popen getoutput create_subprocess_exec create_subprocess_shell".split()
)
_WRAPS = ("nsenter", "unshare", "setsid", "nice", "env", "timeout", "sudo")
_PROGRAM = re.compile(r"[a-z][\w.+-]*$")


def programs_in(tree: ast.Module) -> set[str]:
    """Their names."""
    names, starters = _assigned(tree), STARTERS | _own_starters(tree)
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := _name(node.func)) in starters and node.args:
            found |= _of_call(name, node, names, own=name not in STARTERS)
        elif isinstance(node, ast.List) and _looks_like_a_command(node):
            found |= _first_words(node, names)
    return {word for word in found if _PROGRAM.match(word)}


def _of_call(name: str, node: ast.Call, names: dict[str, list[ast.expr]], *, own: bool) -> set[str]:
    first = node.args[0]
    if isinstance(first, ast.Constant | ast.JoinedStr):
        if not (own or name in _ONE_STRING_IS_A_COMMAND or name == "inside" or name.startswith("exec")):
            return set()
        return _words_of_text(first)
    return _first_words(first, names)


def _first_words(node: ast.expr, names: dict[str, list[ast.expr]], depth: int = 0) -> set[str]:
    """The program of a command line, and what that one is given to run."""
    if depth > 6:
        return set()
    again = depth + 1
    match node:
        case ast.Constant() | ast.JoinedStr():
            return _words_of_text(node)
        case ast.List(elts=parts) | ast.Tuple(elts=parts) if parts:
            return _of_list(parts, names, again)
        case ast.Starred(value=value) | ast.NamedExpr(value=value) | ast.BinOp(left=value):
            return _first_words(value, names, again)
        case ast.IfExp(body=one, orelse=other):
            return _first_words(one, names, again) | _first_words(other, names, again)
        case ast.Call(func=ast.Attribute(value=value, attr="split")):
            return _words_of_text(value)
        case ast.Call(func=ast.Name(id="list" | "tuple"), args=[value]):
            return _first_words(value, names, again)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return {word for value in names.get(name, []) for word in _first_words(value, names, again)}
    return set()


def _of_list(parts: list[ast.expr], names: dict[str, list[ast.expr]], depth: int) -> set[str]:
    found = _first_words(parts[0], names, depth)
    if isinstance(parts[0], ast.Starred) and len(parts) > 1:  # what is put before may be empty
        found |= _first_words(parts[1], names, depth)
    if found & {*SHELLS}:
        for part in parts[1:]:
            for text in [part, *names.get(_name(part), [])]:
                if isinstance(text, ast.Constant | ast.JoinedStr) and re.search(r"[\s;]", said := _text(text)):
                    found |= programs_of(said)
    if found & {*_WRAPS}:
        plain = [number for number, part in enumerate(parts) if _text(part) == "--"]
        for part in parts[plain[-1] + 1 :][:1] if plain else parts[1:]:
            if plain or (isinstance(part, ast.Constant) and _PROGRAM.match(_text(part))):
                found |= _first_words(part, names, depth)
    return found


def _looks_like_a_command(node: ast.List) -> bool:
    """A word, and then an option or something that is filled in."""
    if len(node.elts) < 2 or not _PROGRAM.match(_text(node.elts[0])):
        return False
    return any(_text(part).startswith("-") for part in node.elts[1:])


def _own_starters(tree: ast.Module) -> set[str]:
    """Functions of this file whose arguments become a command line."""
    found: set[str] = set()
    while True:
        more = {
            function.name
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef) and _starts_its_arguments(function, STARTERS | found)
        } | {
            _name(node.targets[0])
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and {_name(part) for part in _either(node.value)} & found
        }
        if more <= found:
            return found - STARTERS
        found |= more


def _starts_its_arguments(function: ast.FunctionDef, starters: frozenset[str] | set[str]) -> bool:
    given = {argument.arg for argument in function.args.args}
    if function.args.vararg:
        given.add(function.args.vararg.arg)
    given -= {"self"}
    names = _assigned(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and _name(node.func) in starters and node.args:
            put = set(_put_first(node.args[0]))
            put |= {name for local in put - given for value in names.get(local, []) for name in _put_first(value)}
            if put & given:
                return True
    return False


def _put_first(node: ast.expr) -> Iterator[str]:
    """Names that may stand for a whole command line here."""
    match node:
        case ast.Name(id=name):
            yield name
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            before = [part for part in parts if isinstance(part, ast.Starred)]
            if parts and (isinstance(parts[0], ast.Starred) or _text(parts[0]) in _WRAPS):
                for part in before:
                    yield from _put_first(part.value)
            elif parts and isinstance(parts[0], ast.Call):
                yield from _put_first(parts[0])
        case ast.Call(func=ast.Name(id="list" | "tuple" | "str"), args=[value]) | ast.Starred(value=value):
            yield from _put_first(value)
        case ast.BinOp(op=ast.Div(), right=value):
            yield from _put_first(value)
        case ast.Call(func=ast.Attribute(value=value, attr="split")):
            yield from _put_first(value)


def _either(node: ast.expr) -> list[ast.expr]:
    return node.values if isinstance(node, ast.BoolOp) else [node]


def _assigned(tree: ast.AST) -> dict[str, list[ast.expr]]:
    """What names and attributes of this file stand for, wherever they are given something; loops give their items."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                found.setdefault(_name(target), []).append(value)
            case ast.For(target=target, iter=ast.Tuple(elts=parts)) | ast.For(target=target, iter=ast.List(elts=parts)):
                found.setdefault(_name(target), []).extend(parts)
            case (
                ast.comprehension(target=target, iter=ast.Name(id=name))
                | ast.For(target=target, iter=ast.Name(id=name))
            ):
                found.setdefault(_name(target), []).append(ast.Name(id=f"each of {name}"))
    for name, values in list(found.items()):
        items = [part for value in values if isinstance(value, ast.Tuple | ast.List) for part in value.elts]
        found.setdefault(f"each of {name}", items)
    return found


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "$filled" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _words_of_text(node: ast.expr) -> set[str]:
    return set(_text(node).split()[:1])
