"""One way to drive a window of two engines, so that one test says what must hold in both."""

import time
from abc import ABC, abstractmethod
from typing import Any

from playwright.sync_api import Page
from selenium.webdriver import ActionChains, Firefox, Keys
from selenium.webdriver.common.actions.action_builder import ActionBuilder

from tests.browser.locators import TIMEOUT

# Each is pressed while the ones before it are held.
KEYS = {
    "Tab": (Keys.TAB,),
    "Shift+Tab": (Keys.SHIFT, Keys.TAB),
    "Space": (Keys.SPACE,),
    "Enter": (Keys.ENTER,),
    "Escape": (Keys.ESCAPE,),
}


class Window(ABC):
    """A browser's window. `messages`: what its pages wrote to the console, and their uncaught errors."""

    messages: list[str]

    @abstractmethod
    def open(self, address: str) -> None:
        """Open an address and wait until the page is loaded."""

    @abstractmethod
    def run(self, expression: str) -> Any:
        """Return the value of an expression in the page."""

    @abstractmethod
    def click(self, selector: str) -> None: ...

    @abstractmethod
    def press(self, key: str) -> None:
        """Press a key of `KEYS`, or type other characters."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None: ...

    @abstractmethod
    def tap(self, x: int, y: int) -> None:
        """Click on a point of the window."""

    def wait_for(self, expression: str, expected: Any = True) -> None:
        """Wait until an expression in the page has a value."""
        end = time.monotonic() + TIMEOUT / 1000
        while (value := self._try(expression)) != expected and time.monotonic() < end:
            time.sleep(0.05)
        assert value == expected, expression

    def _try(self, expression: str) -> Any:
        try:
            return self.run(expression)
        except Exception as error:  # the page is being replaced
            return error


class ChromiumWindow(Window):
    def __init__(self, page: Page) -> None:
        self.page, self.messages = page, []
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))

    def open(self, address: str) -> None:
        self.page.goto(address)

    def run(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click(no_wait_after=True)

    def press(self, key: str) -> None:
        if key in KEYS:
            self.page.keyboard.press(key)
        else:
            self.page.keyboard.type(key)

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def tap(self, x: int, y: int) -> None:
        self.page.mouse.click(x, y)


class FirefoxWindow(Window):
    def __init__(self, driver: Firefox) -> None:
        self.driver, self.messages = driver, []

    def open(self, address: str) -> None:
        self.driver.get(address)

    def run(self, expression: str) -> Any:
        return self.driver.execute_script(f"return ({expression})")

    def click(self, selector: str) -> None:
        # Firefox finds no row that is on its way to another place.
        self.wait_for("!document.documentElement.matches('.is-filtering')")
        element = self.driver.find_element("css selector", selector)
        element.click()

    def press(self, key: str) -> None:
        if key in KEYS:
            # `send_keys` of an element would scroll to it first.
            actions = ActionChains(self.driver)
            for one in KEYS[key]:
                actions.key_down(one)
            for one in reversed(KEYS[key]):
                actions.key_up(one)
            actions.perform()
        else:
            self.driver.switch_to.active_element.send_keys(key)

    def resize(self, width: int, height: int) -> None:
        self.driver.set_window_size(width, height)

    def tap(self, x: int, y: int) -> None:
        actions = ActionBuilder(self.driver)
        actions.pointer_action.move_to_location(x, y).click()
        actions.perform()
