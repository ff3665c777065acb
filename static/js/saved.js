/* Saved positions. The list stays in this browser: there is no account, and nothing is sent. */

import { liveRegion, say } from "./parts/live.js";
import "./parts/transitions.js";

const KEY = "saved-positions";
const MAX_POSITIONS = 200;
const ADDRESS = /^\/jobs\/(\d{1,18})(-[^/?#]*)?\/$/;

const TEMPLATE = document.createElement("template");
TEMPLATE.innerHTML = `<button class="save" type="button" aria-pressed="false">
<svg class="save__sign" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M6 3.5h12v17l-6-4.5-6 4.5z"/></svg>
</button>`;

/* Return the saved positions, latest first, without anything else stored under the same key. */
export function read() {
  let stored;
  try {
    stored = JSON.parse(localStorage.getItem(KEY));
  } catch {
    return []; // no storage, or no JSON
  }
  const ids = new Set();
  return (Array.isArray(stored) ? stored : []).filter(isPosition).filter(({ href }) => {
    const isNew = !ids.has(positionId(href));
    ids.add(positionId(href));
    return isNew;
  });
}

/* Store these positions. Return whether the browser stored them. */
export function write(positions) {
  try {
    localStorage.setItem(KEY, JSON.stringify(positions.slice(0, MAX_POSITIONS)));
    return true;
  } catch {
    return false;
  } finally {
    refresh();
  }
}

export function without(href) {
  return read().filter((position) => positionId(position.href) !== positionId(href));
}

/* Call `callback` whenever the list may have changed: in another tab, or while this page was in the back/forward cache. */
export function watch(callback) {
  addEventListener("storage", ({ key }) => (key === KEY || key === null) && callback());
  addEventListener("pageshow", ({ persisted }) => persisted && callback());
}

function isPosition(value) {
  const texts = [value?.href, value?.title, value?.team, value?.places, value?.on];
  return texts.every((text) => typeof text === "string") && ADDRESS.test(value.href) && !isNaN(Date.parse(value.on));
}

/* The id of a position stays the same when its title, and so its address, changes. */
function positionId(href) {
  return ADDRESS.exec(href)?.[1];
}

/* Return whether this browser stores data for this site. */
export function canStore() {
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
  const isStored = write(isSaved ? others : [{ href, title, team, places, on: new Date().toISOString() }, ...others]);
  say(isStored ? `${isSaved ? "Removed" : "Saved"} ${title}` : `${title} could not be ${isSaved ? "removed" : "saved"}`);
}

function addButton(parent, position, text = "") {
  const button = TEMPLATE.content.firstElementChild.cloneNode(true);
  button.dataset.position = positionId(position.href);
  button.setAttribute("aria-label", `Save ${position.title}`);
  if (text) button.append(Object.assign(document.createElement("span"), { className: "save__text", textContent: text }));
  button.addEventListener("click", () => toggle(button, position));
  parent.append(button);
}

/* Read a position from its row. The page of a team names the team above the rows, and that of a place leaves it out. */
function readRow(row) {
  const link = row.querySelector(".position__link");
  return {
    href: link.pathname,
    title: link.textContent.trim(),
    team: (row.querySelector("[data-team]")?.textContent ?? row.closest("[data-team]")?.dataset.team ?? "").trim(),
    places: (row.dataset.places ?? row.querySelector(".position__place")?.textContent ?? "").trim(),
  };
}

function prepare() {
  for (const row of document.querySelectorAll(".position:not(:has(.save))")) addButton(row, readRow(row));
  for (const parent of document.querySelectorAll("[data-save]:not(:has(.save))")) {
    addButton(parent, parent.closest("[data-href]").dataset, parent.dataset.save);
  }
  refresh();
}

/* Update all buttons and the count in the page header. */
function refresh() {
  const saved = new Set(read().map(({ href }) => positionId(href)));
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
    nav.prepend(link); // before the others, so that they do not move
  }
  link.textContent = `Saved (${saved.size})`;
}

if (canStore()) {
  liveRegion();
  prepare();
  watch(refresh);
  document.addEventListener("positions:shown", prepare);
}
