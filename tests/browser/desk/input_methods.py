"""Mouse and keyboard as interchangeable input devices."""

from pathlib import Path

from playwright.sync_api import FileChooser, Locator, Page, expect

IS_FOCUSED = "element => element === document.activeElement"
# The longest page of the desk has fewer tab stops.
MAX_TAB_STOPS = 400


class Mouse:
    """Clicks fields and types into them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # Registered early: if it were registered just before a key press, the browser could handle the key first.
        page.on("filechooser", lambda chooser: None)

    def press(self, target: Locator) -> None:
        """Activate a link, button or summary."""
        target.click()

    def tick(self, target: Locator) -> None:
        target.click()
        expect(target).to_be_checked()

    def write(self, target: Locator, text: str) -> None:
        """Replace the text of a field."""
        target.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def set_day(self, target: Locator, day: str) -> None:
        """`day` is an ISO date."""
        target.fill(day)

    def choose(self, target: Locator, label: str) -> None:
        target.select_option(label=label)

    def choose_file(self, target: Locator, file: Path) -> None:
        with self.page.expect_file_chooser() as chooser_info:
            target.click()
        chooser: FileChooser = chooser_info.value
        chooser.set_files(file)


class Keyboard(Mouse):
    """Moves between fields with the Tab key only."""

    def reach(self, target: Locator) -> None:
        element = target.element_handle()
        for _stop in range(MAX_TAB_STOPS):
            if element.evaluate(IS_FOCUSED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {target}.")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def tick(self, target: Locator) -> None:
        if target.get_attribute("type") == "radio":
            self._choose_radio(target)
        else:
            self.reach(target)
            self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def _choose_radio(self, target: Locator) -> None:
        """Tab reaches the checked radio button, or else the first. Arrow keys reach the others."""
        group = self.page.locator(f"input[type=radio][name='{target.get_attribute('name')}']")
        checked = group.and_(self.page.locator(":checked"))
        self.reach(checked if checked.count() else group.first)
        self.page.keyboard.press("Space")
        for _step in range(group.count()):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def set_day(self, target: Locator, day: str) -> None:
        self.reach(target)
        year, month, date = day.split("-")
        self.page.keyboard.type(f"{month}{date}{year}")
        expect(target).to_have_value(day)

    def choose(self, target: Locator, label: str) -> None:
        self.reach(target)
        self.page.keyboard.type(label)
        expect(target.locator("option:checked")).to_have_text(label)

    def choose_file(self, target: Locator, file: Path) -> None:
        self.reach(target)
        with self.page.expect_file_chooser() as chooser_info:
            self.page.keyboard.press("Space")
        chooser_info.value.set_files(file)
