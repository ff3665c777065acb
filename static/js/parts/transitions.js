/* Transitions from page to page: the title of a row grows into the headline of its posting, and back. */

const TITLE = "posting-title"; // the name of that headline, too

addEventListener("pageswap", ({ viewTransition, activation }) => {
  if (viewTransition) nameTitle(viewTransition, activation?.entry?.url);
});
addEventListener("pagereveal", ({ viewTransition }) => {
  if (viewTransition) nameTitle(viewTransition, globalThis.navigation?.activation?.from?.url);
});

/* Name the title of the row that leads to an address. Only one element may have the name. */
function nameTitle(transition, url) {
  const path = url && new URL(url).pathname;
  const link = path && [...document.querySelectorAll(".position__link")].find(({ pathname }) => pathname === path);
  if (!link) return;
  const headline = document.querySelector("h1");
  headline.style.viewTransitionName = "none";
  link.parentElement.style.viewTransitionName = TITLE;
  transition.finished.finally(() => (headline.style.viewTransitionName = link.parentElement.style.viewTransitionName = ""));
}

/* A navigation that ends another one also ends the transition to its page. That is no error, though some browsers report
   it as one. */

addEventListener("unhandledrejection", (event) => {
  const { reason } = event;
  if (reason instanceof DOMException && /transition/i.test(reason.message)) event.preventDefault();
});
