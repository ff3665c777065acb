// Lists the errors at the top of a form with links to the fields, and adds a search to long filters and lists of choices.
import { fold } from "../fold.js";

const CONTROLS = "input:not([type=hidden]), select, textarea, .tiptap";

function focusField(field) {
  const row = field.closest("details");
  if (row) row.open = true;
  // The textarea of a text is hidden behind its editor, and a long list of choices behind its search.
  const control = [...field.querySelectorAll(CONTROLS)].find((each) => each.checkVisibility()) ?? field;
  control.focus();
  control.scrollIntoView({ block: "center" });
}

// Each is a field with an error, or a choice between two values.
function listErrors(note) {
  const fields = document.querySelectorAll("form .field:has(> .errorlist), .ordered > fieldset:has(> .errorlist), .conflict");
  const list = document.createElement("ul");
  for (const field of fields) {
    const name = field.querySelector("label, legend, h2").textContent.trim().replace(/:$/, "");
    const message = field.querySelector(":scope > .errorlist")?.textContent.trim() ?? "choose which value to keep";
    const link = Object.assign(document.createElement("a"), { textContent: `${name}: ${message}` });
    link.href = `#${field.id || (field.id = `error-${list.childElementCount}`)}`;
    link.addEventListener("click", (event) => (event.preventDefault(), focusField(field)));
    list.appendChild(document.createElement("li")).append(link);
  }
  if (list.childElementCount) note.append(list);
}

// Long filters of a list get a search field.
function addFilterSearch(list) {
  const rows = Array.from(list.children, (row) => ({ row, folded: fold(row.textContent) }));
  const search = Object.assign(document.createElement("input"), { type: "search", placeholder: `Type to find one of ${list.dataset.long}`, className: "filter-search" });
  search.setAttribute("aria-label", `Find ${list.previousElementSibling.textContent.trim().toLowerCase()}`);
  const status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  status.setAttribute("role", "status");
  search.addEventListener("input", () => {
    const query = fold(search.value);
    for (const { row, folded } of rows) row.hidden = !folded.includes(query);
    status.textContent = `${rows.filter(({ row }) => !row.hidden).length} found`;
  });
  list.before(search, status);
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("ul[data-long]").forEach(addFilterSearch);

  const note = document.querySelector("#content .errornote");
  if (note) {
    // What gets the focus needs a name: else some screen readers say only “paragraph”.
    if (!note.role) Object.assign(note, { role: "group", ariaLabel: note.textContent.trim() });
    listErrors(note);
  }
  // Where only a reason is missing, the box with the warnings says so.
  const summary = note?.checkVisibility() ? note : document.querySelector(".warnings");
  if (summary) {
    summary.tabIndex = -1;
    summary.focus();
  }

  for (const box of document.querySelectorAll("[data-choice-box]")) {
    const options = Array.from(box.querySelectorAll("label"), (label) => ({
      row: label.parentElement,
      input: label.querySelector("input"),
      folded: fold(label.textContent),
    }));
    if (options.length < 9) continue;
    // Keyboard users should not have to pass 200 countries, so options appear as the user types.
    // Checked options are always shown.
    const search = Object.assign(document.createElement("input"), { type: "search", placeholder: `Type to find one of ${options.length}`, className: "choice-search" });
    search.setAttribute("aria-label", "Find in this list");
    const all = Object.assign(document.createElement("button"), { type: "button", textContent: "Show all", className: "choice-all" });
    const status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    status.setAttribute("role", "status");
    const show = () => {
      const query = fold(search.value);
      const isAll = all.getAttribute("aria-pressed") === "true";
      let count = 0;
      for (const { row, input, folded } of options) {
        const isMatch = query ? folded.includes(query) : isAll;
        count += isMatch;
        row.hidden = !(isMatch || input.checked);
      }
      box.hidden = options.every(({ row }) => row.hidden);
      return count;
    };
    search.addEventListener("input", () => (status.textContent = `${show()} found`));
    // Enter must not submit the form.
    search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    all.setAttribute("aria-pressed", "false");
    all.addEventListener("click", () => {
      all.setAttribute("aria-pressed", String(all.getAttribute("aria-pressed") !== "true"));
      show();
    });
    const tools = Object.assign(document.createElement("div"), { className: "choice-tools" });
    tools.append(search, all, status);
    box.before(tools);
    show();
  }
});
