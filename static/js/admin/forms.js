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
    if (options.length < 16) continue;
    const search = Object.assign(document.createElement("input"), { type: "search", placeholder: "Find in this list", className: "choice-search" });
    search.setAttribute("aria-label", "Find in this list");
    search.addEventListener("input", () => {
      const words = search.value.trim().toLowerCase();
      for (const option of options) {
        const isWanted = option.textContent.toLowerCase().includes(words) || option.querySelector("input").checked;
        option.parentElement.hidden = !isWanted;
      }
    });
    // Enter would save the whole form.
    search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    box.before(search);
  }
});
