/* Fetches pages of a list, one at a time, and with patience that ends. */

const SLOW = 1000; // milliseconds until the visitor is told
const LIMIT = 10_000; // milliseconds until the request is given up

let request = null;

/* End the request in progress. */
export function endRequest() {
  request?.abort();
  request = null;
}

/* Fetch the page at an address and return its `page`, or a `trouble`: a sentence that says why there is none. Return
   neither if the answer is whole but no list. Return null if the request was ended. `onSlow`: called if it takes long. */
export async function fetchPage(url, onSlow) {
  endRequest();
  const own = (request = new AbortController());
  let isLate = false;
  const timers = [
    setTimeout(onSlow, SLOW),
    setTimeout(() => {
      isLate = true;
      own.abort();
    }, LIMIT),
  ];
  try {
    const response = await fetch(url, { signal: own.signal, headers: { Accept: "text/html" } });
    const text = await response.text();
    if (own.signal.aborted) return null;
    if (response.status > 499 || response.status === 429) return { trouble: "The site has a problem." };
    if (!response.ok) return {};
    if (!text.trimEnd().endsWith("</html>")) return { trouble: "No connection." };
    const page = new DOMParser().parseFromString(text, "text/html");
    return page.querySelector("[data-results]") ? { page } : {};
  } catch {
    if (isLate) return { trouble: "No answer." };
    return own.signal.aborted ? null : { trouble: "No connection." };
  } finally {
    timers.forEach(clearTimeout);
  }
}
