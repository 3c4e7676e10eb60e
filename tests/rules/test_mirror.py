"""Every module that does something is asked by a test.

Either a test of its own name stands in the mirrored place (or one for its whole room), or a test imports it, or it
works behind a module of its room that a test imports. Modules of mere declarations (records, tables, settings) are
exercised by those who use them.
"""

from __future__ import annotations

from tests.rules.sources import PACKAGES, ROOT, Source, offenders, read, sources


def test_every_module_has_its_test() -> None:
    exercised = _exercised()
    present = {package for package in PACKAGES if (ROOT / "tests" / package).is_dir()}
    untested = [
        f"{source}: no test reaches {source.module}, and there is no {_mirrors(source)[0]}"
        for source in sources()
        if source.module.split(".")[0] in present
        and source.path.name not in ("__init__.py", "__main__.py")
        and any(source.functions())
        and source.module not in exercised
        and not any((ROOT / mirror).exists() for mirror in _mirrors(source))
    ]
    assert not untested, offenders(untested)


def test_test_folders_are_packages() -> None:
    """Otherwise two tests of one name clash, and `tests/iaas_core` can be taken for `iaas_core`."""
    folders = {test.path.parent for test in read("tests")}
    bare = [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()]
    assert not bare, offenders(bare)


def _exercised() -> set[str]:
    """What tests import, and what that imports from its own room."""
    by_module = {source.module: source for source in sources()}
    found: set[str] = set()
    edge = {name for test in read("tests") for name in test.imports()} & set(by_module)
    while edge:
        found |= edge
        edge = {
            name
            for module in edge
            for name in by_module[module].imports() & set(by_module)
            if by_module[name].path.parent == by_module[module].path.parent
        } - found
    return found


def _mirrors(source: Source) -> list[str]:
    """Where its test may be: `tests/a/b/test_c.py` for `a/b/c.py`, or `tests/a/test_b.py` for the whole room."""
    folder, _, name = str(source).rpartition("/")
    package, _, room = folder.partition("/")
    own = f"tests/{folder}/test_{name}"
    return [own, f"tests/{package}/test_{room}.py"] if room else [own]
