/* Which clicks lead away. */

export function isPlainClick(event) {
  return !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

/* Return the link whose page a click opens in place of this one; null if it opens none, or another window. */
export function findFollowedLink(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || !isPlainClick(event)) return null;
  const isElsewhere = (link.target && link.target !== "_self") || !link.protocol.startsWith("http");
  const isHere = link.hash && link.href.split("#")[0] === location.href.split("#")[0];
  // The browser saves it, and the page stays.
  const isFile = link.hasAttribute("download") || link.pathname.endsWith(".ics");
  return isElsewhere || isHere || isFile ? null : link;
}
