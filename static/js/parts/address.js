/* Addresses of lists. */

export function currentAddress() {
  return location.pathname + location.search;
}

/* Return the order that an address asks for; null for the usual one. */
export function getOrder(url) {
  return new URL(url, location).searchParams.get("sort");
}

/* Return the address of the filters in a form, without empty ones. */
export function formAddress(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) query.append(name, value.trim());
  // The pay "unstated" needs an amount beside it.
  if (!document.getElementById("pay")?.value.trim()) query.delete("pay");
  const text = query.toString();
  return form.getAttribute("action") + (text && `?${text}`);
}

/* Return whether two addresses have the same filters and order, in any sequence and on any page. */
export function isSameList(one, other) {
  return normalize(one) === normalize(other);
}

function normalize(url) {
  const { pathname, searchParams } = new URL(url, location);
  const pairs = [...searchParams].filter(([name, value]) => value.trim() && name !== "page");
  return JSON.stringify([pathname, pairs.map(([name, value]) => [name, value.trim()].join("=")).sort()]);
}
