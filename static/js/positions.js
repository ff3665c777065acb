/* Updates the list of open positions in place. Without this script every filter, order and page is a page of its own.
   With it, the script fetches the same page and replaces the parts of this one. After any error the browser goes to
   the page instead. */

const TYPING_PAUSE = 300; // milliseconds

const root = document.querySelector("[data-positions]");
const form = root?.querySelector("[data-filters]");
const results = root?.querySelector("[data-results]");
const status = root?.querySelector("[data-status]");

let request = new AbortController();
let shown = currentAddress(); // the address of the list on the page
let requested = shown; // the address that was requested last
let pending = null; // the options of the request in progress
let timer; // runs until typing pauses
let isTyping = false; // whether typing made this history entry and still goes on

if (root) {
  prepareFacets();
  root.classList.add("is-enhanced");
  root.classList.toggle("can-copy", Boolean(navigator.clipboard));
  root.addEventListener("click", handleClick);
  root.addEventListener("input", handleInput);
  root.addEventListener("change", ({ target }) => isFilter(target) && applyFilters({ typing: "typed" in target.dataset }));
  root.addEventListener("focusout", ({ target }) => "typed" in target.dataset && (isTyping = false));
  form?.addEventListener("submit", handleSubmit);
  addEventListener("popstate", (event) => {
    clearTimeout(timer);
    // A skip link also changes the address, but not the list.
    if (currentAddress() !== shown) showList(location.href, { remember: false, pages: event.state?.pages, fields: true });
    // Back and at once forward again: the pending list is the one in between.
    else if (pending && !pending.remember) cancel();
  });
  restorePages(history.state?.pages);
}

/* Let a column of filters taller than the screen stick. Fetch the script of the facets when the visitor comes near. */
function prepareFacets() {
  const sheet = root.querySelector("[popover]");
  if (!sheet) return;
  new ResizeObserver(() => root.style.setProperty("--filters-height", `${sheet.offsetHeight}px`)).observe(sheet);
  for (const place of root.querySelectorAll("[data-narrow]")) addNarrowingField(place);
  const near = new AbortController();
  for (const name of ["pointerover", "focusin"]) root.addEventListener(name, fetchOnce, { signal: near.signal });

  /* Only the script narrows a facet, so the page has no field for it. */
  function addNarrowingField(place) {
    const { narrow, label } = place.dataset;
    place.innerHTML = `<label class="narrow__label" for="narrow-${narrow}">${label}</label>
<input class="field narrow__field" type="search" id="narrow-${narrow}" maxlength="60" autocomplete="off">
<p class="narrow__found" role="status"></p>`;
  }

  function fetchOnce() {
    near.abort();
    import("./facets.js").then((facets) => facets.enhance(root, sheet)).catch(() => {});
  }
}

function currentAddress() {
  return location.pathname + location.search;
}

/* Return whether a field is a filter. The field that narrows a facet is none. */
function isFilter(field) {
  return form && field.form === form && field.name;
}

/* Return the address of the filters in the form, without empty ones. */
function formAddress() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) query.append(name, value.trim());
  // The pay "unstated" needs an amount beside it.
  if (!root.querySelector("#pay")?.value.trim()) query.delete("pay");
  const text = query.toString();
  return form.getAttribute("action") + (text && `?${text}`);
}

/* Return whether two addresses have the same filters and order, in any sequence and on any page. */
function isSameList(one, other) {
  return normalize(one) === normalize(other);
}

function normalize(url) {
  const { pathname, searchParams } = new URL(url, location);
  const pairs = [...searchParams].filter(([name, value]) => value.trim() && name !== "page");
  return JSON.stringify([pathname, pairs.map(([name, value]) => [name, value.trim()].join("=")).sort()]);
}

function handleInput(event) {
  if (!isFilter(event.target) || !("typed" in event.target.dataset)) return;
  clearTimeout(timer);
  // An input method is still composing the word.
  if (!event.isComposing) timer = setTimeout(() => applyFilters({ typing: true }), TYPING_PAUSE);
}

/* Show the list of the form, unless it is shown or requested already. */
function applyFilters({ typing = false } = {}) {
  clearTimeout(timer);
  const url = formAddress();
  if (isSameList(url, requested)) return;
  if (isSameList(url, shown)) cancel();
  else showList(url, { typing });
}

function handleClick(event) {
  const copy = event.target.closest("[data-copy]");
  if (copy) return copyAddress(copy);
  const link = event.target.closest("a[data-turn], a[data-more]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.pathname !== location.pathname) return;
  event.preventDefault();
  clearTimeout(timer);
  if ("turn" in link.dataset) showList(link.href, { focus: true, fields: true });
  // No more rows of this list while another one is pending.
  else if (!results.hasAttribute("aria-busy")) appendPage(link);
}

/* “Search”, “Show 5 positions”: close the sheet and move the focus to the count. */
function handleSubmit(event) {
  event.preventDefault();
  clearTimeout(timer);
  const sheet = form.closest("[popover]");
  if (sheet?.matches(":popover-open")) sheet.hidePopover();
  const url = formAddress();
  if (pending && isSameList(url, requested)) pending.focus = true;
  else if (!pending && isSameList(url, shown)) results.querySelector("[data-count]").focus();
  else showList(url, { focus: true });
}

/* Abort the pending request. The list on the page stays. */
function cancel() {
  request.abort();
  pending = null;
  requested = shown;
  results.removeAttribute("aria-busy");
}

/* Fetch a page of the list. A later call aborts an earlier one, which then returns null. */
async function fetchPage(url) {
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

/* Go to the page itself. Assigning the current address would only scroll if it has a fragment. */
function goTo(url) {
  if (url === location.href) location.reload();
  else location.assign(url);
}

/* Show the list at an address. `focus`: move the focus to the count, which is then read out; else announce it.
   `fields`: also update what is typed in the fields. `typing`: all typing makes one entry of the history.
   `remember`: change the history. `pages`: how many pages to show. */
async function showList(url, options = {}) {
  const settings = { focus: false, fields: false, typing: false, remember: true, pages: 1, ...options };
  const continuesTyping = settings.typing && isTyping;
  pending = settings;
  requested = url;
  const page = await fetchPage(url);
  if (!page) return;
  pending = null;
  if (!hasSameOptions(page)) return goTo(url);
  if (settings.remember && continuesTyping) history.replaceState(null, "", url);
  else if (settings.remember) history.pushState(null, "", url);
  isTyping = settings.typing && "typed" in document.activeElement.dataset;
  shown = requested = currentAddress();
  document.title = page.title;
  updateFilters(page, settings.fields);
  const fresh = page.querySelector("[data-results]");
  Object.assign(results.dataset, fresh.dataset);
  results.replaceChildren(...fresh.childNodes);
  document.dispatchEvent(new Event("positions:shown"));
  await restorePages(settings.pages);
  if (pending) return;
  const count = results.querySelector("[data-count]");
  const notes = [...results.querySelectorAll("[data-note]")];
  status.textContent = (settings.focus ? notes : [count, ...notes]).map((element) => element.textContent).join(". ");
  if (settings.focus) count.focus();
}

/* Append the rows of the next page. Unless `quiet`, move the focus to the first of them. */
async function appendPage(link, { quiet = false } = {}) {
  const page = await fetchPage(link.href);
  if (!page) return false;
  const rows = results.querySelector("[data-rows]");
  const first = rows.children.length;
  const paths = new Set([...rows.querySelectorAll("h3 a")].map((anchor) => anchor.pathname));
  const added = [...page.querySelector("[data-rows]").children];
  // A position that has just opened moves other rows to the next page, so some rows may be here already.
  rows.append(...added.filter((row) => !paths.has(row.querySelector("h3 a").pathname)));
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

/* Append the pages again that were shown before the visitor left. */
async function restorePages(pages = 1) {
  for (let number = 1; number < pages; number += 1) {
    const link = results.querySelector("[data-more]");
    if (!link || !(await appendPage(link, { quiet: true }))) return;
  }
}

function checkboxes(element) {
  return new Map([...element.querySelectorAll("[data-filters] [type=checkbox]")].map((box) => [box.id, box]));
}

function hasSameOptions(page) {
  const current = checkboxes(root);
  return [...checkboxes(page).keys()].every((id) => current.has(id));
}

/* Update counts and selected options in place, so that no element loses the focus. */
function updateFilters(page, fields) {
  const freshBoxes = checkboxes(page);
  for (const [id, box] of checkboxes(root)) {
    const fresh = freshBoxes.get(id);
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
    // A select without options forgets its value.
    if (value !== undefined) part.value = value;
  }
  // Never change a field while the visitor types.
  if (!fields) return;
  for (const field of root.querySelectorAll("[data-typed]")) {
    field.value = page.getElementById(field.id)?.getAttribute("value") ?? "";
  }
}

/* Copy the address of this list. */
async function copyAddress(button) {
  let message = "Copied";
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    message = "The link could not be copied";
  }
  button.textContent = message;
  status.textContent = message;
  setTimeout(() => (button.textContent = "Copy link"), 2500);
}
