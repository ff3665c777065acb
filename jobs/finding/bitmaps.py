"""Sets of ordinals as roaring bitmaps, and operations on whole sets.

The ordinal of a posting is its rank in the index. The newest posting has the ordinal 0, so ascending ordinals are
postings from new to old.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Self

from pyroaring import BitMap

Groups = defaultdict[Any, array]
BLOCK = 1024
BYTE = 8


def new_groups() -> Groups:
    """Return an empty mapping from values to ordinals. An array needs only four bytes for each of many ordinals."""
    return defaultdict(lambda: array("I"))


def collect(groups: Groups, column: Iterable[Any], start: int) -> None:
    """Add the ordinals `start`, `start + 1`, … to the groups of the values in `column`."""
    for ordinal, value in enumerate(column, start):
        groups[value].append(ordinal)


def slice_bitmap(ordinals: BitMap, start: int, stop: int) -> list[int]:
    """Return `sorted(ordinals)[start:stop]` without sorting."""
    return [ordinals[rank] for rank in range(start, min(stop, len(ordinals)))]


class Order:
    """An order of all ordinals, in blocks. It slices any subset in this order without sorting the subset."""

    def __init__(self, ordinals: Sequence[int]) -> None:
        self.blocks = [ordinals[start : start + BLOCK] for start in range(0, len(ordinals), BLOCK)]
        self.block_sets = [BitMap(block) for block in self.blocks]

    def slice(self, ordinals: BitMap, start: int, stop: int) -> list[int]:
        """Return the slice `start:stop` of `ordinals` in this order."""
        members: list[int] = []
        for block, block_set in zip(self.blocks, self.block_sets, strict=True):
            count = block_set.intersection_cardinality(ordinals)
            if start >= count:
                start, stop = start - count, stop - count
                continue
            members += islice((ordinal for ordinal in block if ordinal in ordinals), start, stop)
            start, stop = 0, stop - count
            if stop <= 0:
                break
        return members


class BitSlicedNumbers:
    """A whole number for each ordinal, stored by bits. Plane 3 holds the ordinals whose number has the bit 8."""

    def __init__(self) -> None:
        self.planes: list[BitMap] = []

    def add(self, bit: int, ordinals: BitMap) -> None:
        """Add `2 ** bit` to the number of each of the `ordinals`."""
        while ordinals:
            while len(self.planes) <= bit:
                self.planes.append(BitMap())
            carry = self.planes[bit] & ordinals
            self.planes[bit] = self.planes[bit] ^ ordinals
            ordinals, bit = carry, bit + 1

    @classmethod
    def from_groups(cls, pairs: Iterable[tuple[int, array]]) -> Self:
        """Return the numbers of `pairs`. Each pair is a number and the ordinals that have it."""
        groups, numbers = list(pairs), cls()
        bit_length = max((number.bit_length() for number, _ordinals in groups), default=0)
        for low in range(0, bit_length, BYTE):
            # Group by eight bits at a time: most of the many numbers differ, but eight bits have only 256 values.
            by_byte = new_groups()
            for number, ordinals in groups:
                by_byte[number >> low & (1 << BYTE) - 1].extend(ordinals)
            for bit in range(min(BYTE, bit_length - low)):
                with_bit = chain.from_iterable(ordinals for byte, ordinals in by_byte.items() if byte >> bit & 1)
                numbers.planes.append(BitMap(array("I", with_bit)))
        return numbers

    def at_least(self, number: int) -> BitMap:
        """Return the ordinals whose number is above 0 and at least `number`. `number` is 0 or more."""
        if number >> len(self.planes):
            return BitMap()
        more, equal = BitMap(), None
        for bit in reversed(range(len(self.planes))):
            plane = self.planes[bit]
            if number >> bit & 1:
                equal = plane if equal is None else equal & plane
            else:
                more |= plane if equal is None else equal & plane
                equal = None if equal is None else equal - plane
        return more if equal is None else more | equal

    def highest_first(self, ordinals: BitMap) -> Iterator[BitMap]:
        """Yield the ordinals in sets of equal numbers, the highest number first."""
        return self._split(ordinals, len(self.planes) - 1)

    def _split(self, ordinals: BitMap, bit: int) -> Iterator[BitMap]:
        if not ordinals:
            return
        if bit < 0:
            yield ordinals
            return
        yield from self._split(ordinals & self.planes[bit], bit - 1)
        yield from self._split(ordinals - self.planes[bit], bit - 1)

    def slice(self, ordinals: BitMap, start: int, stop: int) -> list[int]:
        """Return the slice `start:stop` of `ordinals`, ordered by highest number and then by newest posting."""
        members: list[int] = []
        for equal in self.highest_first(ordinals):
            if stop <= 0:
                break
            members += slice_bitmap(equal, max(start, 0), stop)
            start, stop = start - len(equal), stop - len(equal)
        return members
