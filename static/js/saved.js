/* Positions a visitor saves. The list is kept in this browser alone: there is no account, and nothing is sent. */

const KEY = "saved-positions";
const MOST = 200;
const ADDRESS = /^\/jobs\/(\d{1,18})(-[^/?#]*)?\/$/;

const SHAPE = document.createElement("template");
SHAPE.innerHTML = `<button class="save" type="button" aria-pressed="false">
<svg class="save__sign" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M6 3.5h12v17l-6-4.5-6 4.5z"/></svg>
</button>`;

/* The saved positions, latest first. Whatever else may stand under our name is left out. */
export function read() {
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(KEY));
  } catch {
    return []; // no storage, or not what we wrote
  }
  const seen = new Set();
  return (Array.isArray(kept) ? kept : []).filter(isPosition).filter(({ href }) => {
    const isNew = !seen.has(number(href));
    seen.add(number(href));
    return isNew;
  });
}

/* Keep these positions. Returns whether the browser did. */
export function write(positions) {
  try {
    localStorage.setItem(KEY, JSON.stringify(positions.slice(0, MOST)));
    return true;
  } catch {
    return false;
  } finally {
    refresh();
  }
}

export function without(href) {
  return read().filter((position) => number(position.href) !== number(href));
}

/* Call `tell` whenever the list may have changed elsewhere: in another tab, or while this page was put away. */
export function watch(tell) {
  addEventListener("storage", ({ key }) => (key === KEY || key === null) && tell());
  addEventListener("pageshow", ({ persisted }) => persisted && tell());
}

function isPosition(one) {
  const texts = [one?.href, one?.title, one?.team, one?.places, one?.on];
  return texts.every((text) => typeof text === "string") && ADDRESS.test(one.href) && !isNaN(Date.parse(one.on));
}

/* A position keeps its number when its title, and so its address, changes. */
function number(href) {
  return ADDRESS.exec(href)?.[1];
}

/* Whether this browser keeps anything for us. */
export function canKeep() {
  try {
    const test = `${KEY}-test`;
    localStorage.setItem(test, "");
    localStorage.removeItem(test);
    return true;
  } catch {
    return false;
  }
}

function toggle(button, { href, title, team, places }) {
  const others = without(href);
  const isSaved = button.getAttribute("aria-pressed") === "true";
  write(isSaved ? others : [{ href, title, team, places, on: new Date().toISOString() }, ...others]);
}

function addButton(place, position, text = "") {
  const button = SHAPE.content.firstElementChild.cloneNode(true);
  button.dataset.position = number(position.href);
  button.setAttribute("aria-label", `Save ${position.title}`);
  if (text) button.append(Object.assign(document.createElement("span"), { className: "save__text", textContent: text }));
  button.addEventListener("click", () => toggle(button, position));
  place.append(button);
}

/* What a row says about its position. On a team's page the team stands above the rows. */
function inRow(row) {
  const link = row.querySelector(".position__link");
  return {
    href: link.pathname,
    title: link.textContent.trim(),
    team: (row.querySelector("[data-team]")?.textContent ?? row.closest("[data-team]")?.dataset.team ?? "").trim(),
    places: row.querySelector("[data-places]")?.textContent.trim() ?? "",
  };
}

function prepare() {
  for (const row of document.querySelectorAll(".position:not(:has(.save))")) addButton(row, inRow(row));
  for (const place of document.querySelectorAll("[data-save]:not(:has(.save))")) {
    addButton(place, { places: "", ...place.dataset }, "Save");
  }
  refresh();
}

/* Make every button, and the number in the page's head, say what is saved now. */
function refresh() {
  const saved = new Set(read().map(({ href }) => number(href)));
  for (const button of document.querySelectorAll(".save")) {
    button.setAttribute("aria-pressed", String(saved.has(button.dataset.position)));
  }
  const nav = document.querySelector("[data-saved]");
  if (!nav?.dataset.saved) return;
  let link = nav.querySelector(".header__saved");
  if (!saved.size) return link?.remove();
  if (!link) {
    link = document.createElement("a");
    link.className = "header__saved";
    link.href = nav.dataset.saved;
    if (location.pathname === nav.dataset.saved) link.setAttribute("aria-current", "page");
    nav.prepend(link); // the other links stay where they are
  }
  link.textContent = `Saved (${saved.size})`;
}

if (canKeep()) {
  prepare();
  watch(refresh);
  document.addEventListener("positions:shown", prepare);
}
