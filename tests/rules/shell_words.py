"""Which programs a shell script starts, read from its text: the first word of every command in it.

Enough of the shell for the scripts of this repository: no arrays of commands, no `eval`. What stands in here-documents
is somebody else's script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BUILT_IN = frozenset(
    "[ [[ : . break case cd command continue do done echo elif else esac eval exec exit export fi for function if in"
    " kill local printf pwd read return set shift source test then time trap type ulimit umask unset until wait while"
    " { } ! true false (( )) declare mapfile let hash".split()
)
_BEFORE_A_COMMAND = frozenset("if then else elif do while until ! { time exec command nohup".split())
SHELLS = ("bash", "sh", "dash")
_SCRIPT = re.compile(r"-[eux]*c$")
"""The option that a script follows."""
_RUNS_ANOTHER = frozenset("sudo nice setsid env exec command xargs timeout unshare nsenter flock".split())
_PROGRAM = re.compile(r"[A-Za-z0-9_][\w.+-]*$")
_BETWEEN = frozenset(["(", ")", ";;", "&&", "||", "|", ";", "&", "\n"])
_TOKEN = re.compile(
    r"\$\(\(.*?\)\)|'[^']*'|\"(?:\\.|[^\"\\])*\"|\\.|[()]|;;|&&|\|\||[|;&\n]|\$\{[^}]*\}|[^\s'\"\\()|;&$]+|\$|[ \t]+",
    re.DOTALL,
)


def programs_of(script: str) -> set[str]:
    """The names, without those that the script itself or the shell defines."""
    text = _without_here_documents(script.replace("\\\n", " "))
    text = re.sub(r"(^|\s)#[^\n]*", r"\1", text)
    text = re.sub(r"\d?>&\d|&>", ">", text)
    text = re.sub(r"\b\w+\+?=\([^()]*\)", "list=", text)
    own = set(re.findall(r"^\s*(?:function )?([\w-]+) ?\(\)", text, re.MULTILINE))
    return {word for word in _commands(text) if word not in own | _BUILT_IN and _PROGRAM.match(word)}


def programs_of_makefile(text: str) -> set[str]:
    """The same for the recipes of a Makefile."""
    recipes = (line.strip().lstrip("@-") for line in text.replace("\\\n", " ").splitlines() if line.startswith("\t"))
    plain = (re.sub(r"\$\((?:[^()]|\([^()]*\))*\)", "$made", recipe).replace("$$", "$") for recipe in recipes)
    return programs_of("\n".join(plain))


def _without_here_documents(text: str) -> str:
    return re.sub(r"<<-?\s*(['\"]?)(\w+)\1([^\n]*)\n.*?^\s*\2$", r" \3", text, flags=re.DOTALL | re.MULTILINE)


def _commands(text: str) -> Iterator[str]:
    text, inner = _lifted(text)
    for part in inner:
        yield from _commands(part)
    for words in _simple_commands(text):
        yield from _first(words)


def _lifted(text: str) -> tuple[str, list[str]]:
    """The text without what is in `$(...)`, and that."""
    found = []
    while (start := re.search(r"\$\((?!\()", text)) is not None:
        depth, end = 1, start.end()
        while depth and end < len(text):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        found.append(text[start.end() : end - 1])
        text = text[: start.start()] + "$lifted" + text[end:]
    return text, found


def _first(words: list[str]) -> Iterator[str]:
    """The program, and the one that it is given to run."""
    while words and (words[0] in _BEFORE_A_COMMAND or re.match(r"\w+\+?=", words[0])):
        looks = words.pop(0) == "command"
        if looks and words and words[0] == "-v":
            words.pop(0)
    if not words or words[0] in ("for", "case", "in", "select", "function"):
        return
    yield words[0]
    if words[0] in SHELLS and (option := next((n for n, word in enumerate(words) if _SCRIPT.match(word)), 0)):
        yield from programs_of(words[option + 1][1:-1])
    if words[0] in _RUNS_ANOTHER:
        rest = words[words.index("--") + 1 :] if "--" in words else words[1:]
        while rest and (
            rest[0].startswith("-") or "=" in rest[0] or not _PROGRAM.match(rest[0]) or rest[0].isdecimal()
        ):
            rest = rest[1:]
        yield from _first(rest)


def _simple_commands(text: str) -> Iterator[list[str]]:
    """Commands without their connections."""
    words: list[str] = []
    word = ""
    in_pattern = False
    for token in [*_TOKEN.findall(text), "\n"]:
        if token not in _BETWEEN and token[0] not in " \t":
            word += token
            continue
        if word:
            words.append(word)
            word = ""
        if token in _BETWEEN:
            if words and not (token == ")" and in_pattern):
                yield words
            in_pattern = token == ";;" or words[:1] == ["case"]
            words = []
