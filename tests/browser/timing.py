"""Control of timers and requests in a browser, so that results do not depend on the machine's speed."""

import datetime as dt

from playwright.sync_api import Page, Route


def stop_time(page: Page) -> None:
    """Stop the timers of all pages opened afterwards until `pass_time`."""
    page.clock.install()
    page.clock.pause_at(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))


def pass_time(page: Page, milliseconds: int) -> None:
    """Advance the page's clock, then wait briefly for the effects of its timers."""
    page.clock.run_for(milliseconds)
    page.wait_for_timeout(100)


class HeldRequests:
    """Requests for an address, held until the test releases them."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.routes: list[Route] = []
        page.route(address, lambda route: self.routes.append(route))

    def wait(self) -> None:
        """Wait until the page has sent a request."""
        for _attempt in range(1000):
            if self.routes:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError("The page sent no request for the held address.")

    def release(self) -> None:
        self.wait()
        while self.routes:
            self.routes.pop().continue_()
