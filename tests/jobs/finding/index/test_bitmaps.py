"""Sets of ordinals, compared with plain Python."""

from array import array

import pytest
from hypothesis import given, settings, strategies as st
from pyroaring import BitMap

from jobs.finding import bitmaps
from jobs.finding.bitmaps import BitSlicedNumbers, Order, collect, new_groups, slice_bitmap

ordinals = st.sets(st.integers(0, 300), max_size=60)
bounds = st.tuples(st.integers(0, 70), st.integers(0, 70)).map(sorted)
amounts = st.dictionaries(st.integers(0, 300), st.integers(1, 5000) | st.integers(1, 2**40), max_size=40)


def numbers_of(by_ordinal):
    """The same as an index makes it: in groups of one number, each with its ordinals upwards."""
    grouped = {}
    for ordinal, number in sorted(by_ordinal.items()):
        grouped.setdefault(number, array("I")).append(ordinal)
    return BitSlicedNumbers.from_groups(grouped.items())


@given(ordinals, bounds)
def test_part_is_a_slice(members, between):
    assert slice_bitmap(BitMap(members), *between) == sorted(members)[slice(*between)]


def test_part_beyond_the_end_is_empty():
    assert slice_bitmap(BitMap([3, 5]), 2, 9) == []
    assert slice_bitmap(BitMap([3, 5]), 1, 9) == [5]
    assert slice_bitmap(BitMap(), 0, 9) == []


@pytest.mark.parametrize("block", [1, 2, 7, 1024])
@settings(max_examples=100)
@given(data=st.data())
def test_part_of_an_order_is_a_slice_of_the_members_in_that_order(block, data):
    size = data.draw(st.integers(0, 80))
    ordered = data.draw(st.permutations(range(size)))
    members = data.draw(st.sets(st.integers(0, 90)))
    start, stop = data.draw(bounds)
    before, bitmaps.BLOCK = bitmaps.BLOCK, block
    try:
        order = Order(array("I", ordered))
    finally:
        bitmaps.BLOCK = before

    found = order.slice(BitMap(members), start, stop)

    assert found == [one for one in ordered if one in members][start:stop]


def test_pages_of_an_order_are_the_whole_order_without_repetition():
    ordered = [number * 7919 % 5000 for number in range(5000)]
    order, members = Order(array("I", ordered)), BitMap(range(0, 5000, 3))

    pages = [one for start in range(0, len(members), 20) for one in order.slice(members, start, start + 20)]

    assert pages == [one for one in ordered if one % 3 == 0]


@given(st.lists(st.tuples(st.integers(0, 6), ordinals), max_size=12))
def test_numbers_add_up(added):
    numbers, expected = BitSlicedNumbers(), {}
    for bit, members in added:
        numbers.add(bit, BitMap(members))
        for one in members:
            expected[one] = expected.get(one, 0) + 2**bit

    found = {one: sum(2**bit for bit, plane in enumerate(numbers.planes) if one in plane) for one in expected}

    assert found == expected
    assert BitMap.union(BitMap(), *numbers.planes) == BitMap(expected)


def test_adding_leaves_the_set_that_is_added_as_it_is():
    numbers, added = BitSlicedNumbers(), BitMap([1, 2])
    numbers.add(0, added)
    numbers.add(0, added)

    assert added == BitMap([1, 2])
    assert numbers.planes == [BitMap(), BitMap([1, 2])]


@settings(max_examples=300)
@given(amounts, st.integers(1, 5001) | st.integers(1, 2**41), st.data())
def test_at_least_finds_the_number_and_more(by_ordinal, number, data):
    if by_ordinal and data.draw(st.booleans()):
        number = max(1, data.draw(st.sampled_from(sorted(by_ordinal.values()))) + data.draw(st.integers(-1, 1)))
    numbers = numbers_of(by_ordinal)
    before = [BitMap(plane) for plane in numbers.planes]

    found = numbers.at_least(number)

    assert set(found) == {one for one, amount in by_ordinal.items() if amount >= number}
    assert numbers.planes == before


def test_at_least_nothing_finds_all_that_have_a_number_above_zero():
    assert numbers_of({3: 1, 5: 1024}).at_least(0) == BitMap([3, 5])
    assert BitSlicedNumbers().at_least(0) == BitMap()
    assert BitSlicedNumbers().at_least(1) == BitMap()
    assert numbers_of({3: 1}).at_least(10**30) == BitMap()


@settings(max_examples=300)
@given(amounts, st.sets(st.integers(0, 320), max_size=60), bounds)
def test_part_of_numbers_is_highest_first_and_newest_first_among_equals(by_ordinal, members, between):
    numbers = numbers_of(by_ordinal)

    found = numbers.slice(BitMap(members), *between)

    expected = sorted(members, key=lambda one: (-by_ordinal.get(one, 0), one))
    assert found == expected[slice(*between)]


def test_highest_first_comes_in_sets_of_one_number():
    numbers = numbers_of({1: 5, 2: 7, 3: 5})

    found = list(numbers.highest_first(BitMap([1, 2, 3, 4])))

    assert found == [BitMap([2]), BitMap([1, 3]), BitMap([4])]
    assert list(BitSlicedNumbers().highest_first(BitMap([4, 1]))) == [BitMap([1, 4])]
    assert list(BitSlicedNumbers().highest_first(BitMap())) == []


def test_ordinals_are_collected_under_their_values():
    found = new_groups()
    collect(found, ["a", "b", "a"], 0)
    collect(found, ["b", "a"], 3)

    assert {value: list(ones) for value, ones in found.items()} == {"a": [0, 2, 4], "b": [1, 3]}
