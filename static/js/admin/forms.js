// Says at the head of a form that came back what is to be mended, and leads there; searches long lists of choices.
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

  for (const box of document.querySelectorAll("[data-choice-box]")) {
    const options = Array.from(box.querySelectorAll("label"), (label) => ({
      row: label.parentElement,
      input: label.querySelector("input"),
      folded: fold(label.textContent),
    }));
    if (options.length < 9) continue;
    // Two hundred countries are in the way of whoever walks through the form by keyboard: they come as one types.
    // What is chosen stays in sight.
    const search = Object.assign(document.createElement("input"), { type: "search", placeholder: `Type to find one of ${options.length}`, className: "choice-search" });
    search.setAttribute("aria-label", "Find in this list");
    const all = Object.assign(document.createElement("button"), { type: "button", textContent: "Show all", className: "choice-all" });
    const found = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    found.setAttribute("role", "status");
    const show = () => {
      const words = fold(search.value);
      const isAll = all.getAttribute("aria-pressed") === "true";
      let number = 0;
      for (const { row, input, folded } of options) {
        const isFound = words ? folded.includes(words) : isAll;
        number += isFound;
        row.hidden = !(isFound || input.checked);
      }
      box.hidden = options.every(({ row }) => row.hidden);
      return number;
    };
    search.addEventListener("input", () => (found.textContent = `${show()} found`));
    // Enter would save the whole form.
    search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    all.setAttribute("aria-pressed", "false");
    all.addEventListener("click", () => {
      all.setAttribute("aria-pressed", String(all.getAttribute("aria-pressed") !== "true"));
      show();
    });
    const tools = Object.assign(document.createElement("div"), { className: "choice-tools" });
    tools.append(search, all, found);
    box.before(tools);
    show();
  }
});
