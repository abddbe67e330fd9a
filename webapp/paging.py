"""Which page numbers to offer."""

from __future__ import annotations

from dataclasses import dataclass

AROUND = 2


@dataclass(frozen=True, slots=True)
class Paging:
    """Page `current` of `last` (both from 1); `numbers` holds 0 where some are left out."""

    current: int
    last: int
    first_item: int
    last_item: int
    numbers: tuple[int, ...]

    @property
    def previous(self) -> int | None:
        return self.current - 1 if self.current > 1 else None

    @property
    def next(self) -> int | None:
        return self.current + 1 if self.current < self.last else None


def pages_of(current: int, items: int, size: int) -> Paging:
    """The pages around `current`, and the first and the last."""
    last = max(1, -(-items // size))
    near = range(current - AROUND, current + AROUND + 1)
    offered = sorted({1, last, *(n for n in near if 1 <= n <= last)})
    numbers: list[int] = []
    for number in offered:
        if numbers and number > numbers[-1] + 1:
            numbers.append(0)
        numbers.append(number)
    begin = (current - 1) * size
    return Paging(current, last, min(begin + 1, items), min(begin + size, items), tuple(numbers))
