// Converts HTML pasted from Word and Google Docs to plain, semantic HTML.
//
// Under the content security policy, the parser reports every style attribute and leaves it empty. So they are
// renamed to data-style while the HTML is a string. The editor drops all attributes that it does not know.

const DROPPED = /<!--[\s\S]*?-->|<!\[[^>]*>|<(style|script|xml|head|title)\b[\s\S]*?<\/\1\s*>|<\/?(?:meta|link|base|img|picture|source|iframe|object|embed)\b[^>]*>/gi;
const TAG = /<[a-z][^\s>]*(?:\s(?:"[^"]*"|'[^']*'|[^>"'])*)?>/gi;
const BARRED = /(\s)(style|on\w+|src|srcset|background)(?=\s*=)/gi;
const BLOCKS = "p, li, td, th, h1, h2, h3, h4, h5, h6, div";
const IN_TABLE = /^\s*<(?:caption|colgroup|col|thead|tbody|tfoot|tr|td|th)\b/i;

export function cleanPasted(html) {
  const harmless = html.replace(DROPPED, "").replace(TAG, (tag) => tag.replace(BARRED, "$1data-$2"));
  // Pasted cells may lack the table around them. The parser would then drop the rows.
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

// Word writes each list item as a paragraph, with its level in the style and its bullet or number as text.
function makeLists(body) {
  const open = [];
  let last = null;
  for (const paragraph of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
    const level = Number(/mso-list:[^;]*\blevel(\d+)/i.exec(styleOf(paragraph))?.[1] ?? 0);
    if (!level || paragraph.closest("li")) continue;
    const marker = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(styleOf(span)));
    const listTag = /^\s*\(?([0-9]+|[a-z]{1,4})[.)]/i.test(marker?.textContent ?? "") ? "ol" : "ul";
    marker?.remove();
    if (!last || nextElement(last) !== paragraph) open.length = 0;
    open.length = Math.min(open.length, level);
    while (open.length < level) {
      const list = document.createElement(listTag);
      const parent = open.at(-1);
      if (parent) (parent.lastElementChild ?? parent.appendChild(document.createElement("li"))).append(list);
      else paragraph.before(list);
      open.push(list);
    }
    const item = document.createElement("li");
    open.at(-1).append(item);
    item.append(rename(paragraph, "p"));
    last = open[0];
  }
}

function nextElement(element) {
  let next = element.nextSibling;
  while (next && next.nodeType !== Node.ELEMENT_NODE && !next.textContent.trim()) next = next.nextSibling;
  return next;
}

// Google Docs wraps everything in a <b> that is not bold, and uses styles for bold and italic.
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

// The editor has no tables and would join the text of all cells. Each row becomes a line, with commas between the
// cells. All screen readers pause at a comma, but not all at a middle dot or a dash.
function makeRows(body) {
  // Inner tables first, so that the outer table contains their text.
  for (const table of [...body.querySelectorAll("table")].reverse()) {
    const lines = [];
    // If cells contain commas ("Berlin, Germany"), commas could not separate the cells.
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

// Whether a cell contains one line, which may be wrapped in a paragraph. Cells with lists or several paragraphs do not.
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
    // After punctuation, a space is enough.
    if (before) line.append(/[.,;:!?…]$/.test(before) ? " " : separator);
    line.append(...cell.childNodes);
  }
  return line;
}

// Trims the text of a cell, which may be nested in marks such as <strong>.
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
