/* The list of open positions changes in place. Without this script every choice is a page of its own;
   with it, the same pages are fetched and their parts put where the visitor is. Whatever goes wrong,
   the browser goes to the page instead. */

const PAUSE = 300; // milliseconds without a key: typing has stopped

const root = document.querySelector("[data-positions]");
const form = root?.querySelector("[data-filters]");
const results = root?.querySelector("[data-results]");
const status = root?.querySelector("[data-status]");

let request = new AbortController();
let shown = address(); // what stands on the page
let wanted = shown; // what was asked for last
let arrival = null; // how that is to be shown, while it is on its way
let pause; // the timer of typing
let wasTyped = false; // whether this entry of the history was made by typing that still goes on

if (root) {
  prepareFacets();
  root.classList.add("is-enhanced");
  root.classList.toggle("can-copy", Boolean(navigator.clipboard));
  root.addEventListener("click", follow);
  root.addEventListener("input", typed);
  root.addEventListener("change", ({ target }) => isAsked(target) && choose({ typing: "typed" in target.dataset }));
  root.addEventListener("focusout", ({ target }) => "typed" in target.dataset && (wasTyped = false));
  form?.addEventListener("submit", submit);
  addEventListener("popstate", (event) => {
    clearTimeout(pause);
    // A skip link changes the address too, but not what is shown.
    if (address() !== shown) turn(location.href, { remember: false, pages: event.state?.pages, fields: true });
    // Back and at once forward again: what is on its way is the list in between.
    else if (arrival && !arrival.remember) giveUp();
  });
  restorePages(history.state?.pages);
}

/* A column that is taller than the screen can still stick. What else the facets can do than what the page does
   by itself is fetched when somebody comes near. */
function prepareFacets() {
  const sheet = root.querySelector("[popover]");
  if (!sheet) return;
  new ResizeObserver(() => root.style.setProperty("--filters-height", `${sheet.offsetHeight}px`)).observe(sheet);
  const near = new AbortController();
  for (const name of ["pointerover", "focusin"]) root.addEventListener(name, fetchOnce, { signal: near.signal });

  function fetchOnce() {
    near.abort();
    import("./facets.js").then((facets) => facets.enhance(root, sheet)).catch(() => {});
  }
}

function address() {
  return location.pathname + location.search;
}

/* Whether a field belongs to what is asked; one that narrows a facet does not. */
function isAsked(field) {
  return form && field.form === form && field.name;
}

/* The address of what the form asks for, without what was left empty. */
function asked() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) query.append(name, value.trim());
  // Positions that do not state their pay are asked for beside an amount, never alone.
  if (!root.querySelector("#pay")?.value.trim()) query.delete("pay");
  const text = query.toString();
  return form.getAttribute("action") + (text && `?${text}`);
}

/* Whether two addresses ask for the same, in whatever order, on whichever page. */
function isSame(one, other) {
  return essence(one) === essence(other);
}

function essence(url) {
  const { pathname, searchParams } = new URL(url, location);
  const pairs = [...searchParams].filter(([name, value]) => value.trim() && name !== "page");
  return JSON.stringify([pathname, pairs.map(([name, value]) => [name, value.trim()].join("=")).sort()]);
}

function typed(event) {
  if (!isAsked(event.target) || !("typed" in event.target.dataset)) return;
  clearTimeout(pause);
  // While signs are being composed into a word there is nothing to look for yet.
  if (!event.isComposing) pause = setTimeout(() => choose({ typing: true }), PAUSE);
}

/* Show what the form asks for, unless it is there already or on its way. */
function choose({ typing = false } = {}) {
  clearTimeout(pause);
  const url = asked();
  if (isSame(url, wanted)) return;
  if (isSame(url, shown)) giveUp();
  else turn(url, { typing });
}

function follow(event) {
  const copy = event.target.closest("[data-copy]");
  if (copy) return copyAddress(copy);
  const link = event.target.closest("a[data-turn], a[data-more]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.pathname !== location.pathname) return;
  event.preventDefault();
  clearTimeout(pause);
  if ("turn" in link.dataset) turn(link.href, { focus: true, fields: true });
  // While another choice is on its way, there is no more of this one.
  else if (!results.hasAttribute("aria-busy")) more(link);
}

/* “Search”, “Show 5 positions”: close the sheet and go to them. */
function submit(event) {
  event.preventDefault();
  clearTimeout(pause);
  const sheet = form.closest("[popover]");
  if (sheet?.matches(":popover-open")) sheet.hidePopover();
  const url = asked();
  if (arrival && isSame(url, wanted)) arrival.focus = true;
  else if (!arrival && isSame(url, shown)) results.querySelector("[data-count]").focus();
  else turn(url, { focus: true });
}

/* What was on its way is not wanted any more; what stands there is. */
function giveUp() {
  request.abort();
  arrival = null;
  wanted = shown;
  results.removeAttribute("aria-busy");
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
    if (!signal.aborted) goTo(url);
    return null;
  }
}

/* The page itself. An address with a fragment, assigned to itself, would only scroll. */
function goTo(url) {
  if (url === location.href) location.reload();
  else location.assign(url);
}

/* Show another choice, order or page. `focus` goes to the count, which is read out; else it is announced.
   `fields`: what is typed may have changed too. `typing`: one entry of the history holds for all of it. */
async function turn(url, options = {}) {
  const way = { focus: false, fields: false, typing: false, remember: true, pages: 1, ...options };
  const goesOn = way.typing && wasTyped;
  arrival = way;
  wanted = url;
  const page = await load(url);
  if (!page) return;
  arrival = null;
  if (!hasSameOptions(page)) return goTo(url);
  if (way.remember && goesOn) history.replaceState(null, "", url);
  else if (way.remember) history.pushState(null, "", url);
  wasTyped = way.typing && "typed" in document.activeElement.dataset;
  shown = wanted = address();
  document.title = page.title;
  update(page, way.fields);
  const fresh = page.querySelector("[data-results]");
  Object.assign(results.dataset, fresh.dataset);
  results.replaceChildren(...fresh.childNodes);
  document.dispatchEvent(new Event("positions:shown"));
  await restorePages(way.pages);
  if (arrival) return;
  const count = results.querySelector("[data-count]");
  const notes = [...results.querySelectorAll("[data-note]")];
  status.textContent = (way.focus ? notes : [count, ...notes]).map((one) => one.textContent).join(". ");
  if (way.focus) count.focus();
}

/* Append the rows of the next page, and go to the first of them. */
async function more(link, { quiet = false } = {}) {
  const page = await load(link.href);
  if (!page) return false;
  const rows = results.querySelector("[data-rows]");
  const first = rows.children.length;
  const known = new Set([...rows.querySelectorAll("h3 a")].map((row) => row.getAttribute("href")));
  const added = [...page.querySelector("[data-rows]").children];
  // A position opened meanwhile moves the others down a page.
  rows.append(...added.filter((row) => !known.has(row.querySelector("h3 a").getAttribute("href"))));
  document.dispatchEvent(new Event("positions:shown"));

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
function update(page, fields) {
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
    const { hidden, value } = fresh;
    part.hidden = hidden;
    part.replaceChildren(...fresh.childNodes);
    // A select that is emptied forgets what is chosen.
    if (value !== undefined) part.value = value;
  }
  // Nobody's words change while they are being typed.
  if (!fields) return;
  for (const field of root.querySelectorAll("[data-typed]")) {
    field.value = page.getElementById(field.id)?.getAttribute("value") ?? "";
  }
}

/* The address of this list, wherever the visitor wants to paste it. */
async function copyAddress(button) {
  let said = "Copied";
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    said = "The link could not be copied";
  }
  button.textContent = said;
  status.textContent = said;
  setTimeout(() => (button.textContent = "Copy link"), 2500);
}
