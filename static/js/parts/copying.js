/* Buttons that copy an address. Only a script can copy, so the page has none. */

import { say } from "./live.js";

const ANSWER = 2500; // milliseconds until a button has its own words again

/* Add a button that copies the address of the list. */
export function addCopyButton(results) {
  const ways = results.querySelector("[data-share]");
  if (!ways || !navigator.clipboard || ways.querySelector("button")) return;
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { className: "follow__button", type: "button" });
  button.textContent = "Copy link";
  button.addEventListener("click", () => copyAddress(button, ways.dataset.share));
  item.append(button);
  ways.append(item);
}

/* Copy an address. The button says what has happened, where the visitor looks. */
export async function copyAddress(button, address, message = "Copied") {
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    message = "The link could not be copied";
  }
  const words = (button.dataset.words ??= button.textContent);
  button.textContent = message;
  say(message);
  clearTimeout(button.dataset.timer);
  button.dataset.timer = setTimeout(() => (button.textContent = words), ANSWER);
}
