/* Replaces parts of a page. The element that has the focus stays where it is. */

/* Replace the children of an element with those of a fresh one. An element inside that has the focus stays, with the
   elements around it, if there is a fresh one like it. `finish`: called before the focus is looked for again. */
export function replaceChildren(old, fresh, finish) {
  const active = document.activeElement;
  const path = old === active || !old.contains(active) ? [] : pathTo(active, old);
  const like = path.length ? findLike(active, fresh) : null;
  const freshPath = like ? pathTo(like, fresh) : [];
  if (like && String(path.map(localName)) === String(freshPath.map(localName))) {
    path.forEach((element, depth) => replaceAround(element, freshPath[depth]));
    active.replaceChildren(...like.childNodes);
  } else {
    old.replaceChildren(...fresh.childNodes);
  }
  finish();
  if (path.length && !old.contains(document.activeElement)) {
    (findLike(active, old) ?? old.querySelector("[data-count]"))?.focus({ preventScroll: true });
  }
}

function localName(element) {
  return element.localName;
}

/* Return the elements from the outermost inside a root down to this one. */
function pathTo(element, root) {
  return element === root ? [] : [...pathTo(element.parentElement, root), element];
}

/* Return the element that is the same to the visitor: by id, else by where it leads and what it is called. */
function findLike(element, root) {
  if (element.id) return root.querySelector(`#${CSS.escape(element.id)}`);
  return [...root.querySelectorAll(element.localName)].find((other) => describe(other) === describe(element));
}

function describe(element) {
  return [element.pathname, element.ariaLabel, element.textContent.trim()].join();
}

/* Give an element the attributes and neighbours of a fresh one. */
function replaceAround(element, fresh) {
  for (const { name } of [...element.attributes]) if (!fresh.hasAttribute(name)) element.removeAttribute(name);
  for (const { name, value } of fresh.attributes) element.setAttribute(name, value);
  for (const other of [...element.parentNode.childNodes]) if (other !== element) other.remove();
  const nodes = [...fresh.parentNode.childNodes];
  const place = nodes.indexOf(fresh);
  element.before(...nodes.slice(0, place));
  element.after(...nodes.slice(place + 1));
}
