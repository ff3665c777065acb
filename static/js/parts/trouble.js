/* A sentence above the page while the list cannot be loaded, with a button to try again. */

import { say } from "./live.js";

const box = Object.assign(document.createElement("div"), { className: "trouble", popover: "manual" });
const text = document.createElement("span");
const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Try again" });
let again = null;

box.append(text, " ", button);
button.addEventListener("click", () => again?.());

/* Show and say a sentence. `retry`: what the button does. Without it, there is no button. */
export function showTrouble(root, sentence, retry = null) {
  again = retry;
  text.textContent = sentence;
  // A button that has the focus keeps it.
  button.hidden = !retry && document.activeElement !== button;
  if (!box.isConnected) root.append(box);
  box.showPopover?.();
  say(retry ? `${sentence} ${button.textContent}` : sentence);
}

export function hideTrouble() {
  if (box.isConnected) box.hidePopover?.();
}
