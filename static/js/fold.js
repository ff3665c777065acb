/* Folds names for comparison: without case and accents. */

/* Letters that have no decomposition. The same as in teams/models/folding.py. */
const LETTERS = { ł: "l", ø: "o", đ: "d", ħ: "h", ı: "i", æ: "ae", œ: "oe", þ: "th", ð: "d", ß: "ss" };

export function fold(text) {
  /* Apostrophes first: an accent in their place would decompose to a space. */
  const straight = text.toLowerCase().replace(/[‘’ʼ`´]/g, "'");
  const bare = straight.normalize("NFKD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").trim();
  return bare.replace(/[łøđħıæœþðß]/g, (letter) => LETTERS[letter]);
}
