// Asks before a form is left whose words are not saved.
"use strict";
window.addEventListener("load", () => {
  const form = document.querySelector(".change-form #content-main form");
  if (!form) return;
  const held = () => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
  // Only now have the other scripts numbered the rows.
  const shown = held();
  // What stands on a page that came back with a question is stored nowhere.
  const cameBack = document.querySelector(".errornote") !== null;
  let isSent = false;
  form.addEventListener("submit", () => (isSent = true));
  window.addEventListener("pageshow", () => (isSent = false));
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && (cameBack || held() !== shown)) event.preventDefault();
  });
});
