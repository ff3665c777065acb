/* The page of saved positions. It checks whether each is still open: a closed position must never look open. */

import { canStore, read, watch, without, write } from "./saved.js";

const CONCURRENT_CHECKS = 4;
const TIMEOUT = 10_000; // milliseconds
const EMPTY = ["Nothing is saved here yet.", "The bookmark at the end of a row, or beside “Apply”, saves a position."];
const NO_STORAGE = ["This browser does not let the site keep anything.", "Allow it to store data for this site, or bookmark positions."];

// Not in the page: a browser without scripts would read them out.
const LIST = `<div class="saved__head">
<h2 class="saved__count" tabindex="-1" data-count></h2>
<button class="button button--quiet saved__print" type="button" data-print>Print</button>
</div>
<div class="rows"><ul class="positions-list" data-rows></ul></div>`;
// A row as in includes/position.html. Only what a visitor has seen is stored, so it says nothing of pay or last days.
const ROW = `<li><article class="position saved">
<h3 class="position__title"><a class="position__link" dir="auto" data-link></a></h3>
<p class="position__facts"><span class="position__where"><bdi data-places></bdi></span> <span class="position__team"><bdi data-team-name></bdi></span></p>
<p class="position__end"><span class="position__pay saved__state" data-state hidden></span> <span class="position__closes">saved on <span data-day></span></span></p>
<p class="saved__address" data-address></p>
<button class="saved__remove" type="button" data-remove><svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="m7 7 10 10m0-10-10 10"/></svg></button>
</article></li>`;

const page = document.querySelector("[data-saved-page]");
const none = page.querySelector("[data-saved-none]");
const status = page.querySelector("[data-status]");
const { lang } = document.documentElement;
const day = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "long" }); // 2 March 2026
const states = new Map(); // by address: "checking", "gone", "unknown", or "" while it is open

show();
watch(show);
page.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-remove], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) print();
  else remove(button.closest("li"));
});

/* Show the stored list, and check the positions whose state is not known. */
function show() {
  const saved = read();
  for (const part of page.querySelectorAll(".saved__head, .rows")) part.remove();
  none.hidden = saved.length > 0;
  if (!saved.length) {
    const [message, explanation] = canStore() ? EMPTY : NO_STORAGE;
    none.querySelector("[data-say]").textContent = message;
    none.querySelector("[data-explain]").textContent = explanation;
    return;
  }
  const list = makeElements(LIST);
  list.querySelector("[data-count]").textContent = describeCount(saved.length);
  list.querySelector("[data-rows]").append(...saved.map(makeRow));
  none.before(list);
  check(saved.filter(({ href }) => (states.get(href) ?? "unknown") === "unknown"));
}

function describeCount(number) {
  return number === 1 ? "1 saved position" : `${number} saved positions`;
}

function makeElements(html) {
  return document.createRange().createContextualFragment(html);
}

function makeRow(position) {
  const row = makeElements(ROW).firstElementChild;
  const link = row.querySelector("[data-link]");
  link.href = position.href;
  link.textContent = position.title;
  row.querySelector("[data-places]").textContent = position.places;
  row.querySelector("[data-team-name]").textContent = position.team;
  row.querySelector("[data-address]").textContent = link.href;
  row.querySelector("[data-day]").textContent = day.format(new Date(position.on));
  row.querySelector("[data-remove]").setAttribute("aria-label", `Remove ${position.title}`);
  row.dataset.href = position.href;
  showState(row);
  return row;
}

function showState(row) {
  const state = states.get(row.dataset.href);
  const text = { checking: "Checking …", gone: "No longer open", unknown: "Could not be checked" }[state] ?? "";
  const element = row.querySelector("[data-state]");
  element.textContent = text;
  element.hidden = !text;
  row.querySelector(".saved").classList.toggle("saved--gone", state === "gone");
}

/* Check these positions, a few at a time, and announce how many are no longer open. */
async function check(positions) {
  const queue = [...positions];
  for (const { href } of queue) states.set(href, "checking");
  await Promise.all(
    Array.from({ length: CONCURRENT_CHECKS }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        states.set(next.href, await fetchState(next.href));
        for (const row of page.querySelectorAll("[data-rows] > li")) if (row.dataset.href === next.href) showState(row);
      }
    }),
  );
  const gone = positions.filter(({ href }) => states.get(href) === "gone").length;
  if (gone) status.textContent = gone === 1 ? "1 is no longer open" : `${gone} are no longer open`;
}

async function fetchState(href) {
  try {
    const { ok, status } = await fetch(href, {
      method: "HEAD",
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (status === 410 || status === 404) return "gone";
    return ok ? "" : "unknown";
  } catch {
    return "unknown";
  }
}

/* Remove a position. The focus moves to the next row, else to the row before, else to the link of the empty page. */
function remove(row) {
  const neighbour = row.nextElementSibling ?? row.previousElementSibling;
  const title = row.querySelector("[data-link]").textContent;
  if (!write(without(row.dataset.href))) {
    status.textContent = `${title} could not be removed`;
    return;
  }
  show();
  const next = [...page.querySelectorAll("[data-rows] > li")].find(({ dataset }) => dataset.href === neighbour?.dataset.href);
  (next?.querySelector("[data-remove]") ?? none.querySelector("a")).focus();
  status.textContent = `Removed ${title}. ${describeCount(read().length)}`;
}
