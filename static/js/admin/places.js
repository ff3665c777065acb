// The field of places suggests places while one types. Without it, what is typed is read when the form is saved.
// The pattern is that of https://www.w3.org/WAI/ARIA/apg/patterns/combobox/.
const WAIT = 150;

for (const field of document.querySelectorAll("[data-places]")) {
  const chosen = field.querySelector(".places-chosen");
  const input = field.querySelector('input[type="text"]');
  const list = Object.assign(document.createElement("ul"), { id: `${input.id}_list`, className: "places-list", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Places");
  const status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  status.setAttribute("role", "status");
  input.after(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);
  let current = -1, listed = "", timer, asked;

  const badge = () => Object.assign(document.createElement("span"), { className: "badge badge-scheduled", textContent: "New" });
  const close = () => {
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    const options = list.children;
    if (!options.length) return;
    options[current]?.setAttribute("aria-selected", "false");
    current = (index + options.length) % options.length;
    options[current].setAttribute("aria-selected", "true");
    options[current].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[current].id);
  };
  const choose = (option) => {
    // An answer that is still on its way would open the list again.
    clearTimeout(timer);
    asked?.abort();
    const { value, label, isNew } = option.dataset;
    let box = Array.from(chosen.querySelectorAll("input")).find((other) => other.value === value);
    if (!box) {
      box = Object.assign(document.createElement("input"), { type: "checkbox", name: field.dataset.name, value });
      const text = document.createElement("label");
      text.append(box, ` ${label} `, ...(isNew ? [badge()] : []));
      chosen.appendChild(document.createElement("div")).append(text);
    }
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    input.value = "";
    close();
    status.textContent = isNew ? `${label} is added when you save.` : `${label} added.`;
  };
  const show = (choices, words) => {
    list.replaceChildren(...choices.map(({ value, label, is_new: isNew }, index) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}_${index}` });
      Object.assign(option.dataset, { value, label, isNew: isNew ? "1" : "" });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(isNew ? `Add ${label} ` : label, ...(isNew ? [badge()] : []));
      // Before the input loses focus.
      option.addEventListener("pointerdown", (event) => (event.preventDefault(), choose(option)));
      return option;
    }));
    current = -1;
    listed = words;
    input.removeAttribute("aria-activedescendant");
    // The user may have left the field meanwhile.
    list.hidden = !choices.length || document.activeElement !== input;
    input.setAttribute("aria-expanded", String(!list.hidden));
    const country = `There is no place “${words}” yet. Write its city and country to add it: ${words}, Portugal.`;
    status.textContent = choices.length ? `${choices.length} found` : country;
    status.classList.toggle("visually-hidden", choices.length > 0 || words.includes(","));
  };
  const search = async () => {
    const words = input.value.trim();
    asked?.abort();
    if (!words) {
      status.textContent = "";
      status.classList.add("visually-hidden");
      return close();
    }
    asked = new AbortController();
    const { signal } = asked;
    try {
      const answer = await fetch(`${field.dataset.address}?words=${encodeURIComponent(words)}`, { signal });
      if (answer.ok) show((await answer.json()).choices, words);
    } catch {
      // Aborted, or no connection: the name is read when the form is saved.
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !list.hidden) {
      event.preventDefault();
      mark(current < 0 && step < 0 ? -1 : current + step);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && input.value) {
      // It chooses, and never sends the form with half a name.
      event.preventDefault();
      // The list may still be that of what was typed before.
      if (!list.hidden && (current >= 0 || listed === input.value.trim())) choose(list.children[Math.max(current, 0)]);
    }
  });
  input.addEventListener("blur", close);
}
