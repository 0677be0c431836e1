"""What a soak calls growth and what it calls a leak."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.soak.place import Sample
from tests.soak.verdict import GROWTH_KIB, faults, growth_kib

STILL = Sample(at=0.0, pss=18000, uss=17000, descriptors=18, threads=1, children=0, shown=0)


def test_what_stays_as_it_is_has_no_fault() -> None:
    assert faults([STILL] * 40) == []


def test_growth_during_the_warm_up_is_none() -> None:
    samples = [replace(STILL, uss=10_000 + 1000 * min(number, 10)) for number in range(40)]
    assert growth_kib(samples) == 0
    assert faults(samples) == []


def test_growth_after_the_warm_up_is_told() -> None:
    samples = [replace(STILL, uss=17_000 + 100 * number) for number in range(40)]
    assert growth_kib(samples) > GROWTH_KIB
    assert faults(samples) == ["private memory grew by 2400 KiB after the warm-up"]


@pytest.mark.parametrize("what", ["descriptors", "threads", "children", "shown"])
def test_whatever_there_is_more_of_at_the_end_is_told(what: str) -> None:
    samples = [replace(STILL, **{what: 20 + number // 4}) for number in range(40)]
    assert faults(samples) == [f"{what}: at most 23 at first, at least 28 at the end"]


def test_what_comes_and_goes_is_no_leak() -> None:
    samples = [replace(STILL, children=number % 2, shown=number % 3) for number in range(40)]
    assert faults(samples) == []
