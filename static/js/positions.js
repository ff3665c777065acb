/* Updates the list of open positions in place. Without this script every filter, order and page is a page of its own.
   With it, the script fetches the same page and replaces the parts of this one. Without an answer the list stays. */

import { currentAddress, formAddress, getOrder, isSameList } from "./parts/address.js";
import { addCopyButton } from "./parts/copying.js";
import { endRequest, fetchPage } from "./parts/fetching.js";
import { alignFields, hasSameOptions, updateFields } from "./parts/fields.js";
import { findFollowedLink, isPlainClick } from "./parts/links.js";
import { liveRegion, say, toSentences } from "./parts/live.js";
import { openFacets } from "./parts/opening.js";
import { replaceChildren } from "./parts/replacing.js";
import { isRevisited, rememberPlace, returnToPlace } from "./parts/returning.js";
import { hideTrouble, showTrouble } from "./parts/trouble.js";

const TYPING_PAUSE = 300; // milliseconds

const root = document.querySelector("[data-positions]");
const form = root?.querySelector("[data-filters]");
const results = root?.querySelector("[data-results]");

let shown = currentAddress(); // the address of the list on the page
let requested = shown; // the address that was requested last
let shownPages = 1; // how many pages of the list are shown
let pending = null; // the options of the request in progress
let timer = 0; // runs until typing pauses
let isTyping = false; // whether typing made this history entry and still goes on
let motion = { change: (replace) => replace(), settle() {} }; // until the script of the facets arrives

if (root) {
  liveRegion();
  prepareFacets();
  root.classList.add("is-enhanced");
  addCopyButton(results);
  root.addEventListener("click", handleClick);
  // The search of the form can stand in the head of the page.
  document.addEventListener("input", handleInput);
  document.addEventListener("change", ({ target }) => isFilter(target) && applyFilters({ typing: "typed" in target.dataset }));
  document.addEventListener("focusout", ({ target }) => "typed" in target.dataset && (isTyping = false));
  form?.addEventListener("submit", handleSubmit);
  document.addEventListener("click", handleFollowedLink);
  addEventListener("popstate", followAddress);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", ({ persisted }) => arrive(persisted));
  showPages(history.state?.pages, { quiet: true }).then(() => returnToPlace());
}

/* Show the list of the address, unless it is shown. A skip link also changes the address, but not the list. */
function followAddress() {
  stopTyping();
  if (currentAddress() !== shown) showList(location.href, { remember: false, pages: history.state?.pages, typed: true });
  // Back and at once forward again: the pending list is the one in between.
  else if (pending && !pending.remember) cancel();
  else if (!pending) hideTrouble();
}

/* A link that is followed wins over every answer that is still on its way. */
function handleFollowedLink(event) {
  const link = findFollowedLink(event);
  if (!link) return;
  leave();
  rememberPlace(link);
}

function leave() {
  stopTyping();
  cancel();
}

/* Browsers fill in fields as they were left, whatever list the page shows. `isKept`: the page was kept as it was. */
function arrive(isKept) {
  if (!pending && !timer && (isKept || isRevisited())) alignFields(form, { typed: true });
  if (!isKept) return;
  returnToPlace(isKept);
  followAddress();
}

function stopTyping() {
  clearTimeout(timer);
  timer = 0;
}

/* Let a column of filters or rows taller than the screen stick. Fetch the script of the facets when the visitor comes near. */
function prepareFacets() {
  const sheet = root.querySelector("[popover]");
  if (!sheet) return;
  const sizes = new ResizeObserver(() => {
    root.style.setProperty("--filters-height", `${sheet.offsetHeight}px`);
    root.style.setProperty("--results-height", `${results.offsetHeight}px`);
  });
  for (const part of [sheet, results]) sizes.observe(part);
  openFacets(root);
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
    import("./facets.js").then((facets) => (motion = facets.enhance(root, sheet, results, () => pending))).catch(() => {});
  }
}

/* Return whether a field is a filter. The field that narrows a facet is none. */
function isFilter(field) {
  return form && field.form === form && field.name;
}

function handleInput(event) {
  if (!isFilter(event.target) || !("typed" in event.target.dataset)) return;
  stopTyping();
  // An input method is still composing the word.
  if (!event.isComposing) timer = setTimeout(() => applyFilters({ typing: true }), TYPING_PAUSE);
}

/* Show the list of the form, unless it is shown or requested already. */
function applyFilters({ typing = false } = {}) {
  stopTyping();
  const url = formAddress(form);
  if (isSameList(url, requested)) return;
  if (isSameList(url, shown)) cancel();
  else showList(url, { typing });
}

function handleClick(event) {
  const link = event.target.closest("a[data-turn], a[data-more]");
  if (!link || !isPlainClick(event)) return;
  if (link.pathname !== location.pathname) return;
  event.preventDefault();
  stopTyping();
  const sheet = link.closest("[popover]");
  // The sheet stays open, and the link in it goes.
  sheet?.focus();
  if ("turn" in link.dataset) showList(link.href, { focus: !sheet, typed: true });
  // No more rows of this list while another one is pending.
  else if (!results.hasAttribute("aria-busy")) showPages(shownPages + 1);
}

/* “Search”, “Show 5 positions”: close the sheet and move the focus to the count. */
function handleSubmit(event) {
  event.preventDefault();
  stopTyping();
  const sheet = form.closest("[popover]");
  if (sheet?.matches(":popover-open")) sheet.hidePopover();
  const url = formAddress(form);
  if (pending && isSameList(url, requested)) pending.focus = true;
  else if (!pending && isSameList(url, shown)) results.querySelector("[data-count]").focus();
  else showList(url, { focus: true });
}

/* End the request in progress. The list on the page stays, and the boxes say so. */
function cancel() {
  endRequest();
  settle();
  hideTrouble();
  alignFields(form);
}

function settle() {
  pending = null;
  requested = shown;
  results.removeAttribute("aria-busy");
}

/* Return a page of the list; null if there is none. `retry`: asks for it again after a failure. */
async function loadPage(url, retry) {
  results.setAttribute("aria-busy", "true");
  const answer = await fetchPage(url, () => showTrouble(root, "Loading …"));
  if (!answer) return null;
  results.removeAttribute("aria-busy");
  if (answer.page) {
    hideTrouble();
    return answer.page;
  }
  settle();
  alignFields(form);
  if (answer.trouble) showTrouble(root, answer.trouble, retry);
  // The answer is whole, but no list: the visitor should see it.
  else goTo(url);
  return null;
}

/* Go to the page itself. Assigning the current address would only scroll if it has a fragment. */
function goTo(url) {
  if (url === location.href) location.reload();
  else location.assign(url);
}

/* Show the list at an address. `focus`: move the focus to the count, which is then read out; else announce it.
   `typed`: also update what is typed in the fields. `typing`: all typing makes one entry of the history.
   `remember`: change the history. `pages`: how many pages to show. */
async function showList(url, options = {}) {
  const settings = { focus: false, typed: false, typing: false, remember: true, pages: 1, ...options };
  settings.continuesTyping = settings.typing && isTyping;
  pending = settings;
  requested = url;
  const page = await loadPage(url, () => showList(url, { ...settings, focus: true }));
  if (!page) return;
  if (!hasSameOptions(root, page)) {
    pending = null;
    return goTo(url);
  }
  const hasNewOrder = getOrder(url) !== getOrder(shown);
  let isShown = false;
  await motion.change(() => {
    // Another list may have been asked for since.
    isShown = pending === settings;
    if (isShown) showPage(page, url, settings);
  });
  if (!isShown) return;
  await showPages(settings.pages, { quiet: true });
  if (pending) return;
  motion.settle();
  const count = results.querySelector("[data-count]");
  const notes = [...results.querySelectorAll("[data-note]")];
  const order = hasNewOrder && results.querySelector(".results__sort[aria-current]");
  if (order) notes.unshift(`Sorted by ${order.textContent}`);
  // The count is read out when it gets the focus.
  say(toSentences(settings.focus ? notes : [count, ...notes]));
  if (settings.focus) count.focus();
}

/* Put the list of a fetched page into this one. */
function showPage(page, url, { remember, continuesTyping, typing, typed }) {
  pending = null;
  if (remember && continuesTyping) history.replaceState(null, "", url);
  else if (remember) history.pushState(null, "", url);
  isTyping = typing && "typed" in document.activeElement.dataset;
  shown = requested = currentAddress();
  document.title = page.title;
  updateFields(root, page, typed);
  const fresh = page.querySelector("[data-results]");
  Object.assign(results.dataset, fresh.dataset);
  replaceChildren(results, fresh, announceRows);
  shownPages = 1;
}

/* Tell other scripts that there are new rows. */
function announceRows() {
  addCopyButton(results);
  document.dispatchEvent(new Event("positions:shown"));
}

/* Append pages until as many are shown as asked for. Unless `quiet`, move the focus to the first of the new rows. */
async function showPages(number = 1, { quiet = false } = {}) {
  const rows = results.querySelector("[data-rows]");
  const known = rows?.children.length;
  for (let isFirst = true; shownPages < number; isFirst = false) {
    const link = results.querySelector("[data-more]");
    const page = link && (await loadPage(link.href, () => showPages(number)));
    if (!page) return;
    appendPage(page, rows, link, !quiet);
    shownPages += 1;
    if (quiet) continue;
    history.replaceState({ ...history.state, pages: shownPages }, "");
    if (isFirst) rows.children[known]?.querySelector("a").focus();
    say(results.querySelector("[data-count]").textContent);
  }
}

/* Append the rows of the next page. `isAsked`: the visitor has asked for them, so they are tinted. */
function appendPage(page, rows, link, isAsked) {
  const paths = new Set([...rows.querySelectorAll("h3 a")].map((anchor) => anchor.pathname));
  const added = [...page.querySelector("[data-rows]").children];
  // A position that has just opened moves other rows to the next page, so some rows may be here already.
  const news = added.filter((row) => !paths.has(row.querySelector("h3 a").pathname));
  if (isAsked) for (const row of news) row.classList.add("is-new");
  rows.append(...news);
  announceRows();

  const from = Number(results.dataset.first);
  const to = from + rows.children.length - 1;
  const { total } = page.querySelector("[data-results]").dataset;
  const count = results.querySelector("[data-count]");
  const [first, last, all] = [from, to, Number(total)].map((number) => number.toLocaleString("en"));
  count.textContent = `Showing ${from === 1 ? last : `${first}–${last}`} of ${all}`;
  const pager = results.querySelector("[data-pager]");
  const next = page.querySelector("[data-pager]");
  if (next) {
    link.href = next.querySelector("[data-more]").href;
    link.textContent = next.querySelector("[data-more]").textContent;
    pager.dataset.print = next.dataset.print;
    pager.querySelector("[data-shown]").textContent = count.textContent;
  } else {
    pager.remove();
  }
}
