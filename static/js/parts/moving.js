/* Moves the rows that stay in a list to their new places. */

let current = null; // the transition in progress

/* A row on its way takes no click. So pressing ends the way of all rows, and the click goes to what then stands there. */
document.addEventListener(
  "pointerdown",
  () => {
    if (!current) return;
    current.skipTransition();
    document.addEventListener("click", passOn, { capture: true, once: true });
  },
  { capture: true },
);

/* Pressed while the row could not be hit, the click goes to what holds it. */
function passOn(event) {
  const there = document.elementFromPoint(event.clientX, event.clientY);
  if (there === event.target || !event.target.contains(there)) return;
  event.stopPropagation();
  there.dispatchEvent(new MouseEvent("click", event));
}

/* Change a list, and show its rows on their way, where the browser can and the visitor does not mind motion. */
export async function moveRows(root, change) {
  const isCalm = !matchMedia("(prefers-reduced-motion: no-preference)").matches;
  // The sheet of filters covers the rows.
  if (isCalm || !document.startViewTransition || root.querySelector(".filters:popover-open")) return change();
  const page = document.documentElement;
  page.classList.add("is-filtering");
  nameRows(root);
  const transition = document.startViewTransition(() => {
    change();
    nameRows(root);
  });
  current = transition;
  // The next change ends this one, and the browser may leave it out: neither is an error.
  transition.ready.catch(() => {});
  transition.finished.catch(() => {}).then(() => current === transition && rest());
  await transition.updateCallbackDone;

  function rest() {
    current = null;
    page.classList.remove("is-filtering");
    for (const row of findRows(root)) row.style.viewTransitionName = "";
  }
}

function findRows(root) {
  return root.querySelectorAll("[data-rows] > li");
}

/* Name the rows that can be seen. Names must differ. */
function nameRows(root) {
  for (const row of findRows(root)) {
    const { top, bottom } = row.getBoundingClientRect();
    row.style.viewTransitionName = bottom > 0 && top < innerHeight ? row.querySelector("[id]").id : "";
  }
}
