// Asks before the user leaves a form with unsaved changes.
"use strict";
window.addEventListener("load", () => {
  const form = document.querySelector(".change-form #content-main form");
  if (!form) return;
  const serialize = () => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
  // The other scripts have numbered the rows by now.
  const initial = serialize();
  // A form that is shown again with errors is not saved.
  const hasErrors = document.querySelector(".errornote") !== null;
  let isSent = false;
  // A preview opens beside the form, which stays unsaved.
  form.addEventListener("submit", ({ submitter }) => (isSent = submitter?.formTarget !== "_blank"));
  window.addEventListener("pageshow", () => (isSent = false));
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && (hasErrors || serialize() !== initial)) event.preventDefault();
  });
});
