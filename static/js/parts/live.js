/* What a page tells people who hear it. */

/* Return the region that is read out when its text changes. It must be there before its text. */
export function liveRegion() {
  const region = document.querySelector("[data-status]");
  if (region) return region;
  const made = Object.assign(document.createElement("p"), { className: "visually-hidden", role: "status" });
  made.dataset.status = "";
  document.body.append(made);
  return made;
}

/* Say a text, also one that was said last. */
export function say(text) {
  const region = liveRegion();
  region.textContent = text && region.textContent === text ? `${text}\u00a0` : text;
}

/* Return the texts of elements as sentences. */
export function toSentences(elements) {
  const texts = elements.map((element) => (element.textContent ?? element).replace(/\s+/g, " ").trim());
  return texts.map((text, number) => (number && !/[.?!]$/.test(texts[number - 1]) ? `. ${text}` : ` ${text}`)).join("").trim();
}
