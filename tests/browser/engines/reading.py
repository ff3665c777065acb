"""What the tests of both engines read from a page: expressions for `Window.run`."""

COUNT = "document.querySelector('#count').textContent"
STATUS = "document.querySelector('[data-status]').textContent.trim()"
QUERY = "location.pathname + location.search"
HEADING = "document.querySelector('h1').textContent"
FOCUSED = "(document.activeElement.id || document.activeElement.textContent || document.activeElement.localName).trim()"
ROWS = "document.querySelectorAll('[data-rows] > li').length"
IS_BUSY = "document.querySelector('[data-results]').hasAttribute('aria-busy')"
OPACITY = "getComputedStyle(document.querySelector('[data-results]')).opacity"
TROUBLE = """(() => { const box = document.querySelector('.trouble');
    return box && box.matches(':popover-open') ? box.innerText.trim() : '' })()"""
CHECKED = "[...document.querySelectorAll('[data-filters] [type=checkbox]:checked')].map(box => box.id).join()"
# The element that has the focus, if something stands in front of a part of it, or if nothing of it is in the window.
COVERED = """(() => {
    const active = document.activeElement;
    const { left, width, top, bottom } = active.getBoundingClientRect();
    const fronts = [top + 2, (top + bottom) / 2, bottom - 2]
        .map((y) => document.elementFromPoint(left + width / 2, y))
        .filter(Boolean);
    const isClear = fronts.length && fronts.every((front) => front.contains(active) || active.contains(front));
    return isClear ? "" : active.outerHTML;
})()"""
# A page with such a listener is not kept by the browser: Back loads it again.
KEEP_NO_PAGE = "addEventListener('unload', () => {})"
LISBON, SENIOR = "[id='location-lisbon']", "[id='level-senior']"


def row(number: int) -> str:
    """The selector of the link of a row, from 1."""
    return f"[data-rows] > li:nth-child({number}) h3 a"


def top(selector: str) -> str:
    return f"Math.round(document.querySelector({selector!r}).getBoundingClientRect().top)"
