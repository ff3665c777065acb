/* The list of open positions changes in place. Without this script every choice is a page of its own;
   with it, the same pages are fetched and their parts put where the visitor is. Whatever goes wrong,
   the browser goes to the page instead. */

import { prepareFacets } from "./facets.js";

const root = document.querySelector("[data-positions]");
const form = root?.querySelector("[data-filters]");
const results = root?.querySelector("[data-results]");
const status = root?.querySelector("[data-status]");

let request = new AbortController();
let shown = address();

if (root) {
  prepareFacets(root);
  root.classList.add("is-enhanced");
  root.addEventListener("click", follow);
  form?.addEventListener("change", () => turn(asked()));
  form?.addEventListener("submit", submit);
  addEventListener("popstate", (event) => {
    // A skip link changes the address too, but not what is shown.
    if (address() !== shown) turn(location.href, { remember: false, pages: event.state?.pages });
  });
  restorePages(history.state?.pages);
}

function address() {
  return location.pathname + location.search;
}

/* The address of what the form asks for. */
function asked() {
  const query = new URLSearchParams(new FormData(form)).toString();
  return form.getAttribute("action") + (query && `?${query}`);
}

function follow(event) {
  const link = event.target.closest("a[data-turn], a[data-more]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if ("turn" in link.dataset) turn(link.href, { focus: true });
  // While another choice is on its way, there is no more of this one.
  else if (!results.hasAttribute("aria-busy")) more(link);
}

/* “Show 5 positions”: close the sheet and go to them. */
function submit(event) {
  event.preventDefault();
  const sheet = form.closest("[popover]");
  if (sheet?.matches(":popover-open")) sheet.hidePopover();
  if (asked() === shown) results.querySelector("[data-count]").focus();
  else turn(asked(), { focus: true });
}

/* Fetch a page of the list; a later call makes an earlier one give up. Returns null when given up. */
async function load(url) {
  request.abort();
  request = new AbortController();
  const { signal } = request;
  results.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { signal, headers: { Accept: "text/html" } });
    const text = await response.text();
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!response.ok || !page.querySelector("[data-results]")) throw new Error(`No list at ${url}`);
    results.removeAttribute("aria-busy");
    return page;
  } catch (error) {
    if (!signal.aborted) location.assign(url);
    return null;
  }
}

/* Show another choice, order or page. `focus` goes to the count, which is read out; else it is announced. */
async function turn(url, { focus = false, remember = true, pages = 1 } = {}) {
  const page = await load(url);
  if (!page) return;
  if (!hasSameOptions(page)) return location.assign(url);
  if (remember) history.pushState(null, "", url);
  shown = address();
  document.title = page.title;
  update(page);
  const fresh = page.querySelector("[data-results]");
  Object.assign(results.dataset, fresh.dataset);
  results.replaceChildren(...fresh.childNodes);
  await restorePages(pages);
  const count = results.querySelector("[data-count]");
  status.textContent = focus ? "" : count.textContent;
  if (focus) count.focus();
}

/* Append the rows of the next page, and go to the first of them. */
async function more(link, { quiet = false } = {}) {
  const page = await load(link.href);
  if (!page) return false;
  const rows = results.querySelector("[data-rows]");
  const first = rows.children.length;
  const known = new Set([...rows.querySelectorAll("a")].map((row) => row.getAttribute("href")));
  const added = [...page.querySelector("[data-rows]").children];
  // A position opened meanwhile moves the others down a page.
  rows.append(...added.filter((row) => !known.has(row.querySelector("a").getAttribute("href"))));

  const next = page.querySelector("[data-more]");
  if (next) link.replaceWith(next);
  else link.remove();
  const pager = results.querySelector("[data-pager]");
  if (!pager.querySelector("a")) pager.remove();

  const from = Number(results.dataset.first);
  const to = from + rows.children.length - 1;
  const { total } = page.querySelector("[data-results]").dataset;
  const count = results.querySelector("[data-count]");
  count.textContent = `Showing ${from === 1 ? to : `${from}–${to}`} of ${total}`;
  if (!quiet) {
    history.replaceState({ pages: (history.state?.pages ?? 1) + 1 }, "");
    rows.children[first]?.querySelector("a").focus();
    status.textContent = count.textContent;
  }
  return true;
}

/* Bring back pages that were appended before the visitor went away. */
async function restorePages(pages = 1) {
  for (let number = 1; number < pages; number += 1) {
    const link = results.querySelector("[data-more]");
    if (!link || !(await more(link, { quiet: true }))) return;
  }
}

function boxes(part) {
  return new Map([...part.querySelectorAll("[data-filters] [type=checkbox]")].map((box) => [box.id, box]));
}

function hasSameOptions(page) {
  const here = boxes(root);
  return [...boxes(page).keys()].every((id) => here.has(id));
}

/* Counts and choices change where they stand, so that nothing loses the focus. */
function update(page) {
  const there = boxes(page);
  for (const [id, box] of boxes(root)) {
    const fresh = there.get(id);
    const number = fresh?.parentElement.querySelector("[data-number]").textContent ?? "0";
    box.checked = fresh?.hasAttribute("checked") ?? false;
    box.parentElement.querySelector("[data-number]").textContent = number;
    box.parentElement.classList.toggle("option--none", number === "0");
  }
  for (const part of root.querySelectorAll("[data-live]")) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!fresh) continue;
    part.hidden = fresh.hidden;
    part.replaceChildren(...fresh.childNodes);
  }
}
