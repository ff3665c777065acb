/* Keeps the height of a list while its filters are in use, so that nothing but its rows moves. */

export const wide = matchMedia("(min-width: 60rem)");

/* Give the height free when the filters are closed or left. `isPending`: whether a change of the list is under way. */
export function watchHeight(root, filters, results, isPending) {
  filters.addEventListener("toggle", () => isPending() || releaseHeight(root), { capture: true });
  for (const name of ["pointerover", "focusin"]) results.addEventListener(name, () => isPending() || shorten());

  /* A column of filters is always in use. When the visitor turns to the rows, the list becomes shorter if its new end
     cannot be seen. */
  function shorten() {
    const { style } = root;
    const reserved = style.getPropertyValue("--reserved");
    if (!reserved || !hasColumn(root)) return;
    style.removeProperty("--reserved");
    if (root.getBoundingClientRect().bottom < innerHeight) style.setProperty("--reserved", reserved);
  }
}

/* Keep the height that the list has now, if its filters are in use. */
export function reserveHeight(root) {
  if (isInUse(root)) root.style.setProperty("--reserved", `${root.getBoundingClientRect().height}px`);
}

/* Give the height free, unless the filters are in use. */
export function releaseHeight(root) {
  if (!isInUse(root)) root.style.removeProperty("--reserved");
}

function hasColumn(root) {
  return wide.matches && root.matches(".positions--column");
}

function isInUse(root) {
  if (hasColumn(root)) return true;
  const isSheet = !wide.matches && CSS.supports("selector(:popover-open)");
  return Boolean(root.querySelector(isSheet ? ".filters:popover-open" : ".facet[open]"));
}
