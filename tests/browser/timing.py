"""Time in a browser under the hands of a test: how fast the machine is decides nothing."""

import datetime as dt

from playwright.sync_api import Page, Route


def stop_time(page: Page) -> None:
    """Let the timers of every page opened from now on wait for `pass_time`."""
    page.clock.install()
    page.clock.pause_at(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))


def pass_time(page: Page, milliseconds: int) -> None:
    """Let the page's clock go on by that, and give what its timers begin a moment to show."""
    page.clock.run_for(milliseconds)
    page.wait_for_timeout(100)


class HeldRequests:
    """The requests for an address, answered only when the test releases them."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.routes: list[Route] = []
        page.route(address, lambda route: self.routes.append(route))

    def wait(self) -> None:
        """Until the page has asked."""
        for _attempt in range(1000):
            if self.routes:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError("The page has not asked for the address that is held.")

    def release(self) -> None:
        self.wait()
        while self.routes:
            self.routes.pop().continue_()
