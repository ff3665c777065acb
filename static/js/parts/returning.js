/* Brings visitors who come back to the link that they followed, where it stood. */

/* Remember a link in this entry of the history. */
export function rememberPlace(link) {
  const { top } = link.getBoundingClientRect();
  history.replaceState({ ...history.state, place: { href: link.getAttribute("href"), top, scrolled: scrollY } }, "");
  // The browser would scroll before all rows are there.
  history.scrollRestoration = "manual";
}

/* Return to the remembered link, once. A visitor who has begun to scroll or to move the focus is left alone. `isKept`: the
   browser kept the page, which nobody can have used since. */
export function returnToPlace(isKept = false) {
  history.scrollRestoration = "auto";
  const { place, ...state } = history.state ?? {};
  if (!place) return;
  history.replaceState(state, "");
  const link = [...document.querySelectorAll("a[href]")].find((one) => one.getAttribute("href") === place.href);
  if (!scrollY) scrollBy({ top: link ? link.getBoundingClientRect().top - place.top : place.scrolled, behavior: "instant" });
  // Not every browser gives the focus to a link that is clicked.
  if (isKept || document.activeElement === document.body) link?.focus({ preventScroll: true });
}

/* Return whether the browser came to this page by Back, Forward or Reload, and may have filled in fields again. */
export function isRevisited() {
  return performance.getEntriesByType("navigation")[0]?.type !== "navigate";
}
