// Turns what Word and Google Docs put on the clipboard into plain, meaningful HTML.
//
// Parsing HTML with style attributes under the site's policy reports each of them and leaves them empty, so
// they are renamed while the HTML is still a string, read as text afterwards, and dropped with everything
// else the editor does not know.

const DROPPED = /<!--[\s\S]*?-->|<!\[[^>]*>|<(style|script|xml|head|title)\b[\s\S]*?<\/\1\s*>|<\/?(?:meta|link|base|img|picture|source|iframe|object|embed)\b[^>]*>/gi;
const TAG = /<[a-z][^\s>]*(?:\s(?:"[^"]*"|'[^']*'|[^>"'])*)?>/gi;
const BARRED = /(\s)(style|on\w+|src|srcset|background)(?=\s*=)/gi;
const BLOCKS = "p, li, td, th, h1, h2, h3, h4, h5, h6, div";
const IN_TABLE = /^\s*<(?:caption|colgroup|col|thead|tbody|tfoot|tr|td|th)\b/i;

export function cleanPasted(html) {
  const harmless = html.replace(DROPPED, "").replace(TAG, (tag) => tag.replace(BARRED, "$1data-$2"));
  // Of some cells of a sheet the table around them may be missing, and the parser would drop their rows.
  const whole = IN_TABLE.test(harmless) ? `<table>${harmless}` : harmless;
  const body = new DOMParser().parseFromString(whole, "text/html").body;
  makeLists(body);
  makeMarks(body);
  for (const heading of body.querySelectorAll("h1, h2, h4, h5, h6")) rename(heading, "h3");
  for (const bold of body.querySelectorAll("h3 strong, h3 b")) unwrap(bold);
  for (const line of body.querySelectorAll("br")) if (!line.closest(BLOCKS)) line.remove();
  for (const block of body.querySelectorAll("p, h3")) if (!block.textContent.trim()) block.remove();
  makeRows(body);
  return body.innerHTML;
}

const styleOf = (element) => element.dataset.style ?? "";

function rename(element, name) {
  const other = document.createElement(name);
  other.append(...element.childNodes);
  element.replaceWith(other);
  return other;
}

function unwrap(element) {
  element.replaceWith(...element.childNodes);
}

// Word writes each point of a list as a paragraph, with its level in the style and its bullet or number as text.
function makeLists(body) {
  const open = [];
  let last = null;
  for (const paragraph of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
    const level = Number(/mso-list:[^;]*\blevel(\d+)/i.exec(styleOf(paragraph))?.[1] ?? 0);
    if (!level || paragraph.closest("li")) continue;
    const marker = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(styleOf(span)));
    const kind = /^\s*\(?([0-9]+|[a-z]{1,4})[.)]/i.test(marker?.textContent ?? "") ? "ol" : "ul";
    marker?.remove();
    if (!last || nextElement(last) !== paragraph) open.length = 0;
    open.length = Math.min(open.length, level);
    while (open.length < level) {
      const list = document.createElement(kind);
      const parent = open.at(-1);
      if (parent) (parent.lastElementChild ?? parent.appendChild(document.createElement("li"))).append(list);
      else paragraph.before(list);
      open.push(list);
    }
    const point = document.createElement("li");
    open.at(-1).append(point);
    point.append(rename(paragraph, "p"));
    last = open[0];
  }
}

function nextElement(element) {
  let next = element.nextSibling;
  while (next && next.nodeType !== Node.ELEMENT_NODE && !next.textContent.trim()) next = next.nextSibling;
  return next;
}

// Google Docs wraps everything in a <b> that is not bold, and says what is bold and italic in styles.
function makeMarks(body) {
  for (const bold of body.querySelectorAll("b, strong")) {
    if (/font-weight:\s*(normal|[1-5]00)\b/i.test(styleOf(bold))) unwrap(bold);
  }
  for (const span of body.querySelectorAll("span")) {
    const style = styleOf(span);
    const marks = [];
    if (/font-weight:\s*(bold|[6-9]00)\b/i.test(style)) marks.push("strong");
    if (/font-style:\s*italic/i.test(style)) marks.push("em");
    if (!marks.length || span.querySelector(BLOCKS)) continue;
    let inner = rename(span, marks[0]);
    if (marks[1]) {
      const second = document.createElement(marks[1]);
      second.append(...inner.childNodes);
      inner.append(second);
    }
  }
}

// The editor knows no tables and would run the words of all cells together. Each row becomes a line of its own, with
// commas: to a screen reader they are a pause, which a dot in the middle or a dash is not everywhere.
function makeRows(body) {
  // The innermost come first: to the table around it, a table is then what it says.
  for (const table of [...body.querySelectorAll("table")].reverse()) {
    const lines = [];
    // In a table that says "Berlin, Germany", commas between cells would not tell them apart.
    const separator = /[,،、]\s/.test(table.textContent) ? "; " : ", ";
    if (table.caption) lines.push(rename(table.caption, "div"));
    for (const row of table.rows) {
      const cells = [...row.cells].filter((cell) => cell.textContent.trim());
      if (cells.length > 1 && cells.every(isLine)) lines.push(joined(cells, separator));
      else lines.push(...cells.map((cell) => rename(cell, "div")));
    }
    table.replaceWith(...lines);
  }
}

// Whether a cell says one thing; Word and Google Docs wrap that in a paragraph. Lists and several paragraphs stay.
function isLine(cell) {
  const blocks = [...cell.querySelectorAll("p, div, li, h3, blockquote, pre, hr")].filter((block) => block.textContent.trim());
  return blocks.every((block) => /^(P|DIV)$/.test(block.tagName) && block.textContent.trim() === cell.textContent.trim());
}

function joined(cells, separator) {
  const line = document.createElement("p");
  for (const cell of cells) {
    for (const block of cell.querySelectorAll("p, div")) unwrap(block);
    for (const end of cell.querySelectorAll("br")) end.replaceWith(" ");
    trimEnds(cell);
    const before = line.textContent;
    // A cell that ends a sentence, or asks for the next with a colon, needs nothing more.
    if (before) line.append(/[.,;:!?…]$/.test(before) ? " " : separator);
    line.append(...cell.childNodes);
  }
  return line;
}

// Takes away the blanks around a cell's words, which may stand deep inside its marks.
function trimEnds(cell) {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    text.data = text.data.trimStart();
    if (text.data) break;
  }
  for (const text of texts.reverse()) {
    text.data = text.data.trimEnd();
    if (text.data) break;
  }
}
