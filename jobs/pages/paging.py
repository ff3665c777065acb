"""The pages of a list. The first may be shorter than the others."""

from typing import Any

from django.core.paginator import Page, Paginator

ROWS = 20  # on every page but the first of some teams


class ListPage(Page[Any]):
    """A page of a list that knows where it begins and ends, from 1."""

    paginator: "ListPaginator"

    def start_index(self) -> int:
        return self.paginator.get_start(self.number) + 1 if self.paginator.count else 0

    def end_index(self) -> int:
        return self.paginator.get_start(self.number + 1)

    @property
    def left(self) -> int:
        """How many rows follow this page."""
        return self.paginator.count - self.end_index()

    @property
    def more(self) -> int:
        """How many rows the next page has."""
        return min(ROWS, self.left)


class ListPaginator(Paginator):
    """Divides a list into a page of `rows_at_first` and pages of ROWS."""

    def __init__(self, object_list: Any, rows_at_first: int = ROWS) -> None:
        super().__init__(object_list, ROWS)
        self.rows_at_first = rows_at_first

    @property
    def num_pages(self) -> int:
        """The number of pages; an empty list has one."""
        return 1 + -(-max(0, self.count - self.rows_at_first) // ROWS)

    def page(self, number: Any) -> ListPage:
        """Return a page by its number. Raise InvalidPage if the list has no such page."""
        number = self.validate_number(number)
        return ListPage(self.object_list[self.get_start(number) : self.get_start(number + 1)], number, self)

    def get_start(self, number: int) -> int:
        """Return how many rows stand on the pages before a page, which may be one after the last."""
        return min(self.rows_at_first + (number - 2) * ROWS, self.count) if number > 1 else 0
