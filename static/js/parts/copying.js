/* A button that copies the address of the list. Only a script can copy, so the page has none. */

import { say } from "./live.js";

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

async function copyAddress(button, address) {
  let message = "Copied";
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    message = "The link could not be copied";
  }
  button.textContent = message;
  say(message);
  setTimeout(() => (button.textContent = "Copy link"), 2500);
}
