"""Sets of ordinals as roaring bitmaps, and what can be computed on whole sets at once.

A posting's ordinal is its place among all, newest first, so that a set read upwards is in that order.
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
    """Ordinals by value. Four bytes each, because there are many."""
    return defaultdict(lambda: array("I"))


def collect(found: Groups, column: Iterable[Any], start: int) -> None:
    """Add the ordinals `start`, `start + 1`, … under the values of `column`."""
    for ordinal, value in enumerate(column, start):
        found[value].append(ordinal)


def slice_bitmap(positions: BitMap, start: int, stop: int) -> list[int]:
    """The members from the `start`th on, at most up to the `stop`th, upwards."""
    return [positions[place] for place in range(start, min(stop, len(positions)))]


class Order:
    """Another order of the ordinals, in blocks: a page of any subset is found without sorting the subset."""

    def __init__(self, ordinals: Sequence[int]) -> None:
        self.blocks = [ordinals[start : start + BLOCK] for start in range(0, len(ordinals), BLOCK)]
        self.members = [BitMap(block) for block in self.blocks]

    def slice(self, positions: BitMap, start: int, stop: int) -> list[int]:
        """The members of `positions` from the `start`th to before the `stop`th, in this order."""
        found: list[int] = []
        for block, members in zip(self.blocks, self.members, strict=True):
            here = members.intersection_cardinality(positions)
            if start >= here:
                start, stop = start - here, stop - here
                continue
            found += islice((one for one in block if one in positions), start, stop)
            start, stop = 0, stop - here
            if stop <= 0:
                break
        return found


class BitSlicedNumbers:
    """A whole number for each ordinal, bit by bit: plane 3 holds the ordinals whose number contains 8."""

    def __init__(self) -> None:
        self.planes: list[BitMap] = []

    def add(self, bit: int, positions: BitMap) -> None:
        """Add 2 to the power of `bit` to the numbers of `positions`."""
        while positions:
            while len(self.planes) <= bit:
                self.planes.append(BitMap())
            carried = self.planes[bit] & positions
            self.planes[bit] = self.planes[bit] ^ positions
            positions, bit = carried, bit + 1

    @classmethod
    def from_groups(cls, pairs: Iterable[tuple[int, array]]) -> Self:
        """The numbers of ordinals that come in groups of the same number."""
        numbered, made = list(pairs), cls()
        longest = max((number.bit_length() for number, _ordinals in numbered), default=0)
        for low in range(0, longest, BYTE):
            # By the value of eight bits at a time, because the numbers are many and most differ.
            bytes_ = new_groups()
            for number, ordinals in numbered:
                bytes_[number >> low & (1 << BYTE) - 1].extend(ordinals)
            for bit in range(min(BYTE, longest - low)):
                carrying = array("I", chain.from_iterable(found for byte, found in bytes_.items() if byte >> bit & 1))
                made.planes.append(BitMap(carrying))
        return made

    def at_least(self, number: int) -> BitMap:
        """The ordinals whose number is that or more, and more than nothing. `number` is 0 or above."""
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

    def highest_first(self, positions: BitMap) -> Iterator[BitMap]:
        """The positions in sets of the same number, the highest number first."""
        return self._split(positions, len(self.planes) - 1)

    def _split(self, positions: BitMap, bit: int) -> Iterator[BitMap]:
        if not positions:
            return
        if bit < 0:
            yield positions
            return
        yield from self._split(positions & self.planes[bit], bit - 1)
        yield from self._split(positions - self.planes[bit], bit - 1)

    def slice(self, positions: BitMap, start: int, stop: int) -> list[int]:
        """The members of `positions` from the `start`th to before the `stop`th: by number, then newest first."""
        found: list[int] = []
        for equal in self.highest_first(positions):
            if stop <= 0:
                break
            found += slice_bitmap(equal, max(start, 0), stop)
            start, stop = start - len(equal), stop - len(equal)
        return found
