// Says at the head of a form that came back what is to be mended, and leads there; searches long lists of choices.
"use strict";
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
    const options = [...box.querySelectorAll("label")];
    if (options.length < 9) continue;
    // Two hundred countries are in the way of whoever walks through the form by keyboard: they come as one types.
    // What is chosen stays in sight.
    const search = Object.assign(document.createElement("input"), { type: "search", placeholder: `Type to find one of ${options.length}`, className: "choice-search" });
    search.setAttribute("aria-label", "Find in this list");
    const all = Object.assign(document.createElement("button"), { type: "button", textContent: "Show all", className: "choice-all" });
    const found = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    found.setAttribute("role", "status");
    const show = () => {
      const words = search.value.trim().toLowerCase();
      const isAll = all.getAttribute("aria-pressed") === "true";
      let number = 0;
      for (const option of options) {
        const isFound = words ? option.textContent.toLowerCase().includes(words) : isAll;
        number += isFound;
        option.parentElement.hidden = !(isFound || option.querySelector("input").checked);
      }
      box.hidden = options.every((option) => option.parentElement.hidden);
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
