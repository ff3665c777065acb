// The progress of an import: the page is read again until it is another one, the preview or the list.

const SECONDS = 1;

const bar = () => document.getElementById("import-progress");

async function update() {
  let answer;
  try {
    answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual" });
  } catch {
    return schedule(); // The connection is gone for a moment.
  }
  // A page that is no progress has messages that are shown once, so the browser itself fetches it.
  if (answer.type === "opaqueredirect") return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById("import-progress");
  if (!next) return location.reload();
  if (next.textContent !== bar().textContent) bar().replaceWith(next);
  return schedule();
}

const schedule = () => setTimeout(update, SECONDS * 1000);

schedule();
