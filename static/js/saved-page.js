/* The page of saved positions. Each is asked whether it is still open; a closed one must never look open. */

import { canKeep, read, watch, without, write } from "./saved.js";

const AT_ONCE = 4;
const PATIENCE = 10_000; // milliseconds
const NOTHING = ["Nothing is saved here yet.", "The bookmark at the end of a row, or beside “Apply”, saves a position."];
const NOWHERE = ["This browser does not let the site keep anything.", "Allow it to store data for this site, or bookmark positions."];

const page = document.querySelector("[data-saved-page]");
const none = page.querySelector("[data-saved-none]");
const status = page.querySelector("[data-status]");
const some = page.querySelector("[data-saved-some]").content;
const row = page.querySelector("[data-saved-row]").content;
const { lang } = document.documentElement;
const day = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "long" }); // 2 March 2026
const states = new Map(); // by address: "gone", "unknown" or, while and where it is open, ""

show();
watch(show);
page.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-remove], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) print();
  else remove(button.closest("li"));
});

/* Put the list as it is kept now on the page, and ask about what was not asked before. */
function show() {
  const saved = read();
  page.querySelector("[data-rows]")?.remove();
  page.querySelector(".results__head")?.remove();
  none.hidden = saved.length > 0;
  if (!saved.length) {
    const [say, explain] = canKeep() ? NOTHING : NOWHERE;
    none.querySelector("[data-say]").textContent = say;
    none.querySelector("[data-explain]").textContent = explain;
    return;
  }
  const list = document.importNode(some, true);
  list.querySelector("[data-count]").textContent = counted(saved.length);
  list.querySelector("[data-rows]").append(...saved.map(rowOf));
  none.before(list);
  ask(saved.filter(({ href }) => !states.has(href)));
}

function counted(number) {
  return number === 1 ? "1 saved position" : `${number} saved positions`;
}

function rowOf(position) {
  const made = document.importNode(row, true).firstElementChild;
  const link = made.querySelector("[data-link]");
  link.href = position.href;
  link.textContent = position.title;
  made.querySelector("[data-facts]").textContent = [position.team, position.places].filter(Boolean).join(" · ");
  made.querySelector("[data-address]").textContent = link.href;
  made.querySelector("[data-day]").textContent = day.format(new Date(position.on));
  made.querySelector("[data-remove]").setAttribute("aria-label", `Remove ${position.title}`);
  made.dataset.href = position.href;
  mark(made);
  return made;
}

function mark(made) {
  const state = states.get(made.dataset.href);
  const text = { asked: "Checking …", gone: "No longer open", unknown: "Could not be checked" }[state] ?? "";
  const place = made.querySelector("[data-state]");
  place.textContent = text;
  place.hidden = !text;
  made.classList.toggle("saved--gone", state === "gone");
}

/* Ask about these positions, a few at a time, and say what is no longer open. */
async function ask(positions) {
  const waiting = [...positions];
  for (const { href } of waiting) states.set(href, "asked");
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        states.set(next.href, await stateOf(next.href));
        for (const made of page.querySelectorAll("[data-rows] > li")) if (made.dataset.href === next.href) mark(made);
      }
    }),
  );
  const gone = positions.filter(({ href }) => states.get(href) === "gone").length;
  if (gone) status.textContent = gone === 1 ? "1 is no longer open" : `${gone} are no longer open`;
}

async function stateOf(href) {
  try {
    const { ok, status } = await fetch(href, {
      method: "HEAD",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (status === 410 || status === 404) return "gone";
    return ok ? "" : "unknown";
  } catch {
    return "unknown";
  }
}

/* Take one away; the focus goes to the next, else to what stands above. */
function remove(made) {
  const neighbour = made.nextElementSibling ?? made.previousElementSibling;
  const title = made.querySelector("[data-link]").textContent;
  if (!write(without(made.dataset.href))) {
    status.textContent = `${title} could not be removed`;
    return;
  }
  show();
  const next = [...page.querySelectorAll("[data-rows] > li")].find((one) => one.dataset.href === neighbour?.dataset.href);
  (next?.querySelector("[data-remove]") ?? none.querySelector("a")).focus();
  status.textContent = `Removed ${title}. ${counted(read().length)}`;
}
