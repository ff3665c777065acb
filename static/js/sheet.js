/* The sheet of filters on narrow screens. The page opens it as a popover; this script makes it a dialog: the focus moves
   in and back, and the page behind it is inert. It is not `aria-modal`, which would silence the status beside it. */

export function prepareSheet(root, sheet) {
  const opener = root.querySelector(".positions__open");
  const results = root.querySelector("[data-results]");
  const submit = sheet.querySelector("[type=submit]");
  let behind = [];

  // Before it closes: the browser gives the focus back to the opener, which must not be inert then.
  sheet.addEventListener("beforetoggle", ({ newState }) => newState === "closed" && free());
  sheet.addEventListener("toggle", () => (isOpen() ? enter() : leave()));
  matchMedia("(min-width: 60rem)").addEventListener("change", () => isOpen() && sheet.hidePopover());
  document.addEventListener("positions:shown", nameTotal);
  // Firefox does not scroll to what is in the sheet but under a bar.
  sheet.querySelector(".filters__facets").addEventListener("focusin", ({ target }) => isOpen() && target.scrollIntoView({ block: "nearest" }));
  // The script arrives after the first touch, which may have opened the sheet.
  if (isOpen()) enter();

  function isOpen() {
    return sheet.matches(":popover-open");
  }

  function enter() {
    nameTotal();
    sheet.setAttribute("role", "dialog");
    sheet.setAttribute("aria-label", sheet.querySelector("[data-name]").dataset.name);
    sheet.tabIndex = -1;
    free();
    for (let part = sheet; part !== document.body; part = part.parentElement) {
      behind.push(...[...part.parentElement.children].filter((other) => other !== part && !other.inert));
    }
    // What happens to the list is still heard, and said above the sheet.
    behind = behind.filter((part) => !part.matches("[role=status], [popover]"));
    for (const part of behind) part.inert = true;
    if (!sheet.contains(document.activeElement)) sheet.focus();
  }

  function free() {
    for (const part of behind) part.inert = false;
    behind = [];
  }

  /* A tap outside closes the sheet, and some browsers then leave the focus nowhere. */
  function leave() {
    for (const name of ["role", "aria-label", "tabindex"]) sheet.removeAttribute(name);
    const focused = document.activeElement;
    if (focused === document.body || sheet.contains(focused)) opener.focus();
  }

  function nameTotal() {
    const { total } = results.dataset;
    if (!matchMedia("(min-width: 60rem)").matches) submit.textContent = `Show ${Number(total).toLocaleString("en")} position${total === "1" ? "" : "s"}`;
  }
}
