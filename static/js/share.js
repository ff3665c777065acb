/* "Send it to a friend" on the page of a posting: the sheet of the device where there is one, else the link is copied. */

import { copyAddress } from "./parts/copying.js";

const COPIED = "The link is copied"; // nearly as wide as the words that it replaces
const parent = document.querySelector("[data-share]");

if (parent && (navigator.share || navigator.clipboard)) {
  const button = Object.assign(document.createElement("button"), { className: "button button--quiet", type: "button" });
  button.textContent = "Send it to a friend";
  button.addEventListener("click", () => send(button, parent.dataset.share));
  parent.append(button);
}

async function send(button, address) {
  if (!navigator.share) return copyAddress(button, address, COPIED);
  try {
    await navigator.share({ title: document.querySelector("h1").textContent.trim(), url: address });
  } catch (error) {
    // The visitor closed the sheet.
    if (error.name !== "AbortError" && navigator.clipboard) await copyAddress(button, address, COPIED);
  }
}
