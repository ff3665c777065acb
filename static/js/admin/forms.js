// Lists the errors at the top of a form with links to the fields, and adds a search to long filters and lists of choices.
import { fold } from "../fold.js";

document.addEventListener("DOMContentLoaded", () => {
  const note = document.querySelector(".errornote");
  const messages = document.querySelectorAll("form .field .errorlist, .ordered > fieldset > .errorlist");
  if (note && messages.length) {
    const list = document.createElement("ul");
    for (const message of messages) {
      const field = message.closest(".field, fieldset");
      const name = field.querySelector("label, legend, h2").textContent.trim().replace(/:$/, "");
      const link = Object.assign(document.createElement("a"), { href: `#${message.id || (message.id = `error-${list.childElementCount}`)}` });
      link.textContent = `${name}: ${message.textContent.trim()}`;
      list.appendChild(document.createElement("li")).append(link);
    }
    note.append(list);
  }

  // Long filters of a list get a search field.
  for (const list of document.querySelectorAll("ul[data-long]")) {
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
