"""Sets of ordinals, compared with lists and sets of Python."""

from array import array

import pytest
from hypothesis import given, settings, strategies as st
from pyroaring import BitMap

from jobs.finding import bitmaps
from jobs.finding.bitmaps import BitSlicedNumbers, Order, collect, new_groups, slice_bitmap
from tests.examples import examples

ordinals = st.sets(st.integers(0, 300), max_size=60)
bounds = st.tuples(st.integers(0, 70), st.integers(0, 70)).map(sorted)
amounts = st.dictionaries(st.integers(0, 300), st.integers(1, 5000) | st.integers(1, 2**40), max_size=40)


def make_numbers(by_ordinal):
    """Make the numbers as an index does: from groups of equal numbers, with ascending ordinals."""
    grouped = {}
    for ordinal, number in sorted(by_ordinal.items()):
        grouped.setdefault(number, array("I")).append(ordinal)
    return BitSlicedNumbers.from_groups(grouped.items())


@given(ordinals, bounds)
def test_slice_bitmap_is_a_slice(members, between):
    assert slice_bitmap(BitMap(members), *between) == sorted(members)[slice(*between)]


def test_slice_bitmap_beyond_the_end_is_empty():
    assert slice_bitmap(BitMap([3, 5]), 2, 9) == []
    assert slice_bitmap(BitMap([3, 5]), 1, 9) == [5]
    assert slice_bitmap(BitMap(), 0, 9) == []


@pytest.mark.parametrize("block", [1, 2, 7, 1024])
@settings(max_examples=examples(100))
@given(data=st.data())
def test_slice_of_an_order_has_the_members_in_that_order(block, data):
    size = data.draw(st.integers(0, 80))
    ordered = data.draw(st.permutations(range(size)))
    members = data.draw(st.sets(st.integers(0, 90)))
    start, stop = data.draw(bounds)
    before, bitmaps.BLOCK = bitmaps.BLOCK, block
    try:
        order = Order(array("I", ordered))
    finally:
        bitmaps.BLOCK = before

    ranked = order.slice(BitMap(members), start, stop)

    assert ranked == [ordinal for ordinal in ordered if ordinal in members][start:stop]


def test_pages_of_an_order_are_the_whole_order_without_repetition():
    ordered = [number * 7919 % 5000 for number in range(5000)]
    order, members = Order(array("I", ordered)), BitMap(range(0, 5000, 3))

    pages = [ordinal for start in range(0, len(members), 20) for ordinal in order.slice(members, start, start + 20)]

    assert pages == [ordinal for ordinal in ordered if ordinal % 3 == 0]


@given(st.lists(st.tuples(st.integers(0, 6), ordinals), max_size=12))
def test_numbers_add_up(added):
    numbers, expected = BitSlicedNumbers(), {}
    for bit, members in added:
        numbers.add(bit, BitMap(members))
        for ordinal in members:
            expected[ordinal] = expected.get(ordinal, 0) + 2**bit

    sums = {
        ordinal: sum(2**bit for bit, plane in enumerate(numbers.planes) if ordinal in plane) for ordinal in expected
    }

    assert sums == expected
    assert BitMap.union(BitMap(), *numbers.planes) == BitMap(expected)


def test_adding_does_not_change_the_added_set():
    numbers, added = BitSlicedNumbers(), BitMap([1, 2])
    numbers.add(0, added)
    numbers.add(0, added)

    assert added == BitMap([1, 2])
    assert numbers.planes == [BitMap(), BitMap([1, 2])]


@settings(max_examples=examples(300))
@given(amounts, st.integers(1, 5001) | st.integers(1, 2**41), st.data())
def test_at_least_finds_equal_and_higher_numbers(by_ordinal, number, data):
    if by_ordinal and data.draw(st.booleans()):
        number = max(1, data.draw(st.sampled_from(sorted(by_ordinal.values()))) + data.draw(st.integers(-1, 1)))
    numbers = make_numbers(by_ordinal)
    before = [BitMap(plane) for plane in numbers.planes]

    ordinals = numbers.at_least(number)

    assert set(ordinals) == {ordinal for ordinal, amount in by_ordinal.items() if amount >= number}
    assert numbers.planes == before


def test_at_least_zero_finds_all_numbers_above_zero():
    assert make_numbers({3: 1, 5: 1024}).at_least(0) == BitMap([3, 5])
    assert BitSlicedNumbers().at_least(0) == BitMap()
    assert BitSlicedNumbers().at_least(1) == BitMap()
    assert make_numbers({3: 1}).at_least(10**30) == BitMap()


@settings(max_examples=examples(300))
@given(amounts, st.sets(st.integers(0, 320), max_size=60), bounds)
def test_slice_of_numbers_is_highest_first_and_newest_first_among_equals(by_ordinal, members, between):
    numbers = make_numbers(by_ordinal)

    ranked = numbers.slice(BitMap(members), *between)

    expected = sorted(members, key=lambda ordinal: (-by_ordinal.get(ordinal, 0), ordinal))
    assert ranked == expected[slice(*between)]


def test_highest_first_yields_sets_of_equal_numbers():
    numbers = make_numbers({1: 5, 2: 7, 3: 5})

    sets = list(numbers.highest_first(BitMap([1, 2, 3, 4])))

    assert sets == [BitMap([2]), BitMap([1, 3]), BitMap([4])]
    assert list(BitSlicedNumbers().highest_first(BitMap([4, 1]))) == [BitMap([1, 4])]
    assert list(BitSlicedNumbers().highest_first(BitMap())) == []


def test_collect_groups_ordinals_by_value():
    groups = new_groups()
    collect(groups, ["a", "b", "a"], 0)
    collect(groups, ["b", "a"], 3)

    assert {value: list(ordinals) for value, ordinals in groups.items()} == {"a": [0, 2, 4], "b": [1, 3]}
