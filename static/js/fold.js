/* Names as they are typed on any keyboard: without case and accents. */

/* Letters that no accent can be taken from; the same as in teams/models/folding.py. */
const LETTERS = { ł: "l", ø: "o", đ: "d", ħ: "h", ı: "i", æ: "ae", œ: "oe", þ: "th", ð: "d", ß: "ss" };

export function fold(text) {
  /* Apostrophes first: decomposed, a lone accent in their place would be a blank. */
  const straight = text.toLowerCase().replace(/[‘’ʼ`´]/g, "'");
  const bare = straight.normalize("NFKD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").trim();
  return bare.replace(/[łøđħıæœþðß]/g, (letter) => LETTERS[letter]);
}
