"""A short piece of the game with every run of the tests; the long one is `python -m tests.chaos`."""

from __future__ import annotations

import random

import pytest

from tests.chaos.play import Wishes, play


@pytest.mark.timeout(600)
def test_all_agree_after_random_verbs_and_faults() -> None:
    seed = random.randrange(1_000_000)
    assert play(Wishes(verbs=400, seed=seed), print) == [], f"seed {seed}"


@pytest.mark.qemu
@pytest.mark.timeout(600)
def test_all_agree_with_real_guests() -> None:
    seed = random.randrange(1_000_000)
    wishes = Wishes(verbs=40, seed=seed, driver="qemu", users=2, round=40, between_seconds=8)
    assert play(wishes, print) == [], f"seed {seed}"
