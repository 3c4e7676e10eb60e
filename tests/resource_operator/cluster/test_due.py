"""The rules by which entries follow needs: never less than there was, and in the end exactly enough."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resource_operator.cluster.due import Due, covered, due
from resource_operator.cluster.entry import Entry, Purpose, Size, total

A, B, C = ("a" * 32, "b" * 32, "c" * 32)
ONE, TWO, THREE = Size(1000, 1024), Size(2000, 2048), Size(3000, 3072)
LARGE = Size(10**6, 10**6)
_NUMBERS = itertools.count()


def entry(holds: dict[str, Size], *, bound: bool = True, purpose: Purpose = Purpose.PLACE, name: str = "") -> Entry:
    name = name or f"e{next(_NUMBERS)}"
    return Entry(
        name=name,
        uid=f"uid-{name}",
        purpose=purpose,
        holds=holds,
        asks=total(holds.values()),
        node="n1" if bound else None,
        target="n1",
    )


def plan(entries: list[Entry], needs: dict[str, Size], *, merge: bool = False, **options: object) -> Due:
    given = {"largest": LARGE, **options}
    return due("n1", entries, needs, merge=merge, **given)


def after(entries: list[Entry], made: Due, *, room: bool = True) -> list[Entry]:
    """What there is when the actions were done and the scheduler has had its say."""
    gone = {each.uid for each in made.remove}
    left = [each for each in entries if each.uid not in gone]
    left = [replace(each, node="n1") if room or each.purpose is not Purpose.REPLACE else each for each in left]
    for each, holds in made.shrink:
        left[left.index(each)] = replace(each, holds=holds, asks=total(holds.values()))
    left += [entry(dict(new.holds), bound=room, purpose=new.purpose, name=new.name) for new in made.add]
    return left


def test_what_is_right_stays() -> None:
    assert plan([entry({A: ONE}), entry({B: TWO})], {A: ONE, B: TWO}) == Due()


def test_a_lost_entry_is_put_back_and_a_needless_one_goes() -> None:
    old = entry({B: ONE})
    made = plan([old], {A: TWO})
    assert (made.remove, [(new.purpose, new.holds) for new in made.add]) == ([old], [(Purpose.RESTORE, {A: TWO})])
    coming = entry({A: TWO}, bound=False, purpose=Purpose.RESTORE)
    assert plan([coming], {A: TWO}) == Due()
    assert plan([coming], {}).remove == [coming], "the VM is gone before its entry came back"
    waiting = replace(coming, refusal="0/1 nodes are available")
    assert plan([waiting], {A: TWO}) == Due(lacking="0/1 nodes are available")


def test_a_dead_entry_counts_for_nothing() -> None:
    dead = replace(entry({A: ONE}), alive=False)
    made = plan([dead], {A: ONE})
    assert made.remove == [dead] and [new.holds for new in made.add] == [{A: ONE}]


def test_parts_become_one_and_the_new_one_comes_first() -> None:
    parts = [entry({A: ONE}), entry({A: TWO})]
    made = plan(parts, {A: THREE})
    assert (made.remove, [(new.purpose, new.holds) for new in made.add]) == ([], [(Purpose.REPLACE, {A: THREE})])
    entries = after(parts, made)
    assert plan(entries, {A: THREE}).remove == parts
    assert plan(after(entries, plan(entries, {A: THREE})), {A: THREE}) == Due()


def test_one_that_finds_no_room_is_given_up_for_a_while() -> None:
    parts = [entry({A: ONE}), entry({A: TWO})]
    (new,) = plan(parts, {A: THREE}).add
    refused = replace(entry({A: THREE}, bound=False, purpose=Purpose.REPLACE, name=new.name), refusal="no room")
    made = plan([*parts, refused], {A: THREE})
    assert made.remove == [refused]
    assert plan(parts, {A: THREE}, refused=[new.name]) == Due()


def test_too_large_is_replaced_or_shrunk_in_place() -> None:
    large = entry({A: THREE})
    made = plan([large], {A: ONE})
    assert made.remove == [] and [new.holds for new in made.add] == [{A: ONE}]
    assert plan(after([large], made), {A: ONE}).remove == [large], "the exact one stays, though it is the smaller"
    assert plan([large], {A: ONE}, can_shrink=True) == Due(shrink=[(large, {A: ONE})])


def test_what_was_shrunk_by_half_is_shrunk_again() -> None:
    half = replace(entry({A: ONE}), asks=THREE)
    assert plan([half], {A: ONE}, can_shrink=True) == Due(shrink=[(half, {A: ONE})])


def test_merging_takes_the_small_ones_up_to_a_size() -> None:
    entries = [entry({A: ONE}), entry({B: ONE}), entry({C: THREE})]
    (new,) = plan(entries, {A: ONE, B: ONE, C: THREE}, merge=True, largest=THREE).add
    assert new.holds == {A: ONE, B: ONE}
    (new,) = plan(entries, {A: ONE, B: ONE, C: THREE}, merge=True).add
    assert new.holds == {A: ONE, B: ONE, C: THREE}


def test_two_who_see_the_same_want_the_same() -> None:
    parts = [entry({A: ONE}), entry({A: TWO})]
    assert plan(parts, {A: THREE}) == plan(parts[::-1], {A: THREE})


sizes = st.builds(Size, st.integers(1, 4).map(lambda n: n * 1000), st.integers(1, 4).map(lambda n: n * 1024))
holdings = st.dictionaries(st.sampled_from([A, B, C]), sizes, min_size=1)


@settings(max_examples=300, deadline=None)
@given(st.lists(holdings, max_size=5), st.dictionaries(st.sampled_from([A, B, C]), sizes), st.booleans(), st.booleans())
def test_from_anything_to_exactly_enough(
    held: list[dict[str, Size]], needs: dict[str, Size], merge: bool, shrinks: bool
) -> None:
    entries = [entry(holds) for holds in held]
    for _ in range(20):
        made = plan(entries, needs, merge=merge, can_shrink=shrinks)
        if made == Due():
            break
        before, kept = entries, after(entries, replace(made, add=[]))
        for uuid, size in needs.items():  # between the actions nothing that was there for the VM is let go
            if not size.beyond(covered(before, uuid)):
                assert not size.beyond(covered(kept, uuid))
        entries = after(entries, made)
    else:
        pytest.fail("it never comes to rest")
    assert {uuid: covered(entries, uuid) for uuid in needs} == needs
    assert total(each.size for each in entries) == total(needs.values())
    assert len(entries) == (min(1, len(needs)) if merge else len(entries))
