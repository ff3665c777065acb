/* The fields of the filters. Their attributes say what the list on the page is filtered by. */

const STATES = ["aria-invalid", "aria-describedby"];

/* Bring boxes and selects in line with the list on the page. `typed`: also what is typed. */
export function alignFields(form, { typed = false } = {}) {
  for (const field of form?.elements ?? []) {
    if (field.type === "checkbox") field.checked = field.defaultChecked;
    else if (field.options) for (const option of field.options) option.selected = option.defaultSelected;
    else if (typed && "typed" in field.dataset) field.value = field.defaultValue;
  }
}

function checkboxes(element) {
  return new Map([...element.querySelectorAll("[data-filters] [type=checkbox]")].map((box) => [box.id, box]));
}

/* Return whether a list has a box for each option of another page. The list of a small team may have no filters. */
export function hasSameOptions(root, page) {
  if (!root.querySelector("[data-filters]") !== !page.querySelector("[data-filters]")) return false;
  const current = checkboxes(root);
  return [...checkboxes(page).keys()].every((id) => current.has(id));
}

/* Update counts and selected options in place, so that no element loses the focus. `typed`: also what is typed. */
export function updateFields(root, page, typed) {
  const freshBoxes = checkboxes(page);
  for (const [id, box] of checkboxes(root)) {
    const fresh = freshBoxes.get(id);
    const number = box.parentElement.querySelector("[data-number]");
    // What was chosen stays visible in a folded list.
    if (box.checked) box.closest("li").classList.remove("is-folded");
    number.textContent = fresh?.parentElement.querySelector("[data-number]").textContent ?? "0";
    number.nextElementSibling.textContent = number.textContent === "1" ? " position" : " positions";
    box.checked = box.defaultChecked = fresh?.defaultChecked ?? false;
    box.parentElement.classList.toggle("option--none", number.textContent === "0");
  }
  for (const part of root.querySelectorAll("[data-live]")) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!fresh) continue;
    const { hidden, value } = fresh;
    part.hidden = hidden;
    part.replaceChildren(...fresh.childNodes);
    // A select without options forgets its value.
    if (value !== undefined) part.value = value;
  }
  // The search can stand in the head of the page.
  for (const field of document.querySelectorAll("[data-typed]")) {
    const fresh = page.getElementById(field.id);
    field.defaultValue = fresh?.defaultValue ?? "";
    for (const name of STATES) {
      if (fresh?.hasAttribute(name)) field.setAttribute(name, fresh.getAttribute(name));
      else field.removeAttribute(name);
    }
    // Never change a field while the visitor types.
    if (typed) field.value = field.defaultValue;
  }
}
