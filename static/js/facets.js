/* Facets: panels that close like menus, and a field that narrows a long list of options. While they are used, nothing
   moves but the rows. */

import { fold } from "./fold.js";
import { moveRows } from "./parts/moving.js";
import { releaseHeight, reserveHeight, watchHeight, wide } from "./parts/reserving.js";
import { prepareSheet } from "./sheet.js";

/* On wide screens, panels open over the page and close like menus. This also works for a panel that is open already:
   the script arrives while the visitor uses the facets. `isPending`: whether a change of the list is under way. Return how
   to `change` the list, and what `settle` does after that. */
export function enhance(root, sheet, results, isPending) {
  const panels = root.matches(".positions--row") ? [...root.querySelectorAll(".facet")] : [];
  prepareSheet(root, sheet);
  watchHeight(root, sheet, results, isPending);

  document.addEventListener("click", (event) => closePanels((panel) => !panel.contains(event.target)));
  root.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget) closePanels((panel) => !panel.contains(relatedTarget));
  });
  root.addEventListener("keydown", (event) => {
    const open = wide.matches && event.key === "Escape" && panels.find((panel) => panel.open);
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  for (const panel of panels) {
    panel.addEventListener("toggle", () => keepOnPage(panel));
    keepOnPage(panel);
  }
  for (const more of root.querySelectorAll(".facet__more")) {
    more.addEventListener("toggle", () => focusFirstRevealed(more));
    focusFirstRevealed(more);
  }
  for (const field of root.querySelectorAll(".narrow__field")) prepareNarrowing(field);
  return { change, settle: () => releaseHeight(root) };

  function change(replace) {
    reserveHeight(root);
    return moveRows(root, replace);
  }

  function closePanels(mayClose) {
    if (!wide.matches) return;
    for (const panel of panels) if (panel.open && mayClose(panel)) panel.open = false;
  }
}

/* Open a panel towards the other side if it would leave the page. */
function keepOnPage(panel) {
  if (!panel.open) return;
  panel.classList.remove("facet--end");
  const { left, right } = panel.querySelector(".facet__panel").getBoundingClientRect();
  const { clientWidth } = document.documentElement;
  panel.classList.toggle("facet--end", left < 0 || right > clientWidth);
}

/* “Show all” reveals options above itself. Move the focus to the first of them. */
function focusFirstRevealed(more) {
  const summary = more.firstElementChild;
  summary.dataset.text ??= summary.textContent;
  summary.textContent = more.open ? "Show fewer" : summary.dataset.text;
  if (more.open && more.contains(document.activeElement)) more.parentElement.querySelector(".is-folded input:not(:checked)")?.focus();
}

/* Typing shows only the options that contain the words. Escape shows all again. */
function prepareNarrowing(field) {
  const panel = field.closest(".facet__panel");
  const status = panel.querySelector(".narrow__found");

  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => {
    // The field is not a filter: Enter does not submit the form, and Escape clears the field before it closes a panel.
    if (event.key === "Enter") event.preventDefault();
    if (event.key !== "Escape" || !field.value) return;
    event.preventDefault();
    event.stopPropagation();
    field.value = "";
    narrow();
  });

  if (field.value) narrow();

  function narrow() {
    const typed = field.value.trim();
    const words = fold(typed).split(/\s+/);
    let count = 0;
    for (const group of panel.querySelectorAll(".facet__group")) {
      const name = group.querySelector(".facet__group-name")?.textContent ?? "";
      let groupCount = 0;
      for (const row of group.querySelectorAll("li")) {
        const text = fold(`${row.querySelector(".option__label").textContent} ${row.dataset.group ?? name}`);
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) groupCount += 1;
      }
      group.hidden = groupCount === 0;
      count += groupCount;
    }
    panel.classList.toggle("is-narrowed", typed !== "");
    status.classList.toggle("visually-hidden", count > 0);
    status.textContent = typed && (count ? `${count} left` : `Nothing is called “${typed}”.`);
  }
}
