/* How the facets behave where they are more than part of the page. */

const wide = matchMedia("(min-width: 60rem)");

/* Panels that open over the page close like menus; a column that is taller than the screen can still stick. */
export function prepareFacets(root) {
  const sheet = root.querySelector("[popover]");
  const panels = [...root.querySelectorAll("details[name]")];
  if (!sheet) return;

  document.addEventListener("click", (event) => closeUnless((panel) => panel.contains(event.target)));
  root.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget) closeUnless((panel) => panel.contains(relatedTarget));
  });
  root.addEventListener("keydown", (event) => {
    const open = wide.matches && event.key === "Escape" && panels.find((panel) => panel.open);
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  wide.addEventListener("change", () => sheet.matches(":popover-open") && sheet.hidePopover());
  new ResizeObserver(() => root.style.setProperty("--filters-height", `${sheet.offsetHeight}px`)).observe(sheet);

  function closeUnless(isKept) {
    if (!wide.matches) return;
    for (const panel of panels) if (panel.open && !isKept(panel)) panel.open = false;
  }
}
