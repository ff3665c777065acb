/* How the facets behave where they are more than part of the page, and how a long one is narrowed. */

import { fold } from "./fold.js";

const wide = matchMedia("(min-width: 60rem)");

/* Panels that open over the page close like menus. The visitor may already be at work: nothing waits for a next time. */
export function enhance(root, sheet) {
  const panels = [...root.querySelectorAll("details[name]")];

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
  for (const panel of panels) {
    panel.addEventListener("toggle", () => keepOnThePage(panel));
    keepOnThePage(panel);
  }
  for (const more of root.querySelectorAll(".facet__more")) {
    more.addEventListener("toggle", () => goToFirstOfRest(more));
    goToFirstOfRest(more);
  }
  for (const field of root.querySelectorAll("[data-narrow]")) prepareNarrowing(field);

  function closeUnless(isKept) {
    if (!wide.matches) return;
    for (const panel of panels) if (panel.open && !isKept(panel)) panel.open = false;
  }
}

/* A panel opens towards the other side where it would leave the page. */
function keepOnThePage(panel) {
  if (!panel.open) return;
  panel.classList.remove("facet--end");
  const { left, right } = panel.querySelector(".facet__panel").getBoundingClientRect();
  const { clientWidth } = document.documentElement;
  panel.classList.toggle("facet--end", left < 0 || right > clientWidth);
}

/* What “Show all” brings stands above it. */
function goToFirstOfRest(more) {
  if (more.open && more.contains(document.activeElement)) more.parentElement.querySelector(".is-folded input:not(:checked)")?.focus();
}

/* Typing leaves the options that carry the words; Escape brings all back. */
function prepareNarrowing(field) {
  const panel = field.closest(".facet__panel");
  const found = panel.querySelector(".narrow__found");

  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => {
    // The field is no part of what is asked: it neither sends the form, nor closes a panel that it can clear first.
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
    let left = 0;
    for (const group of panel.querySelectorAll(".facet__group")) {
      const name = group.querySelector(".facet__group-name")?.textContent ?? "";
      let inGroup = 0;
      for (const row of group.querySelectorAll("li")) {
        const text = fold(`${row.querySelector(".option__label").textContent} ${name}`);
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) inGroup += 1;
      }
      group.hidden = inGroup === 0;
      left += inGroup;
    }
    panel.classList.toggle("is-narrowed", typed !== "");
    found.classList.toggle("visually-hidden", left > 0);
    found.textContent = typed && (left ? `${left} left` : `Nothing is called “${typed}”.`);
  }
}
