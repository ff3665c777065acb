// Pastes texts as they will be saved: the server cleans them with the rules of teams/texts/, for all programs.

const ADDRESS = "/admin/pasted/";
const TIMEOUT = 5000;
const DROPPED = /<!--[\s\S]*?-->|<!\[[^>]*>|<(style|script|xml|head|title)\b[\s\S]*?<\/\1\s*>|<\/?(?:meta|link|base|img|picture|source|iframe|object|embed)\b[^>]*>/gi;
const TAG = /<[a-z][^\s>]*(?:\s(?:"[^"]*"|'[^']*'|[^>"'])*)?>/gi;
const PICTURE = /<(?:img|v:imagedata|v:fill)\b[^>]*>/gi;
const BARRED = /(\s)(style|on\w+|src|srcset|background)(?=\s*=)/gi;

const pending = new Set();

// Under the content security policy, the parser reports every style attribute and leaves it empty. So they are
// renamed while the HTML is a string. The editor drops all attributes that it does not know.
export function withoutStyles(html) {
  return html.replace(DROPPED, "").replace(TAG, (tag) => tag.replace(BARRED, "$1data-$2"));
}

// Returns whether the text is pasted here. The editor itself pastes single lines of plain text, and its own HTML.
export function pasteCleaned(editor, textarea, event) {
  const html = event.clipboardData?.getData("text/html") ?? "";
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const isOwn = html.includes("data-pm-slice=") && !/\sstyle\s*=/i.test(html);
  const isSimple = isOwn || !(html.trim() || /[\r\n]/.test(text.trim()));
  withdrawRefusal(textarea);
  if (isSimple && hasRoom(editor, textarea, isOwn ? html : text)) return false;
  event.preventDefault();
  if (isSimple) {
    refuse(textarea);
    return true;
  }
  // Pictures are not kept, and they can be larger than a request may be.
  const sent = html.trim() ? html.replace(PICTURE, "") : escaped(text);
  const work = insert(editor, textarea, sent, text).finally(() => pending.delete(work));
  pending.add(work);
  return true;
}

// Whoever types while the server cleans does not move the place of the pasted text.
async function insert(editor, textarea, html, text) {
  let place = editor.state.selection.getBookmark();
  const follow = ({ transaction }) => { place = place.map(transaction.mapping); };
  editor.on("transaction", follow);
  const { html: cleaned = null, problem } = await clean(html).catch(() => ({}));
  editor.off("transaction", follow);
  if (editor.isDestroyed) return;
  if (problem) return refuse(textarea, problem);
  const { view, state } = editor;
  view.dispatch(state.tr.setSelection(place.resolve(state.doc)));
  if (!hasRoom(editor, textarea, cleaned ?? (text || html))) return refuse(textarea);
  if (cleaned) view.pasteHTML(withBlanks(cleaned, text));
  // Without the server, plain text keeps the words apart. Saving makes its lists.
  else if (cleaned === null && text) view.pasteText(text);
  else if (cleaned === null) view.pasteHTML(html);
}

async function clean(html) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token, "Content-Type": "text/html; charset=utf-8" };
  const signal = AbortSignal.timeout(TIMEOUT);
  const response = await fetch(ADDRESS, { method: "POST", body: html, headers, signal, redirect: "error" });
  // If the session has ended, the answer is a page.
  if (!response.ok || response.headers.get("Content-Type") !== "application/json") throw new Error("not cleaned");
  return response.json();
}

const limitOf = (textarea) => Number(textarea.dataset.limit);

function hasRoom(editor, textarea, html) {
  const { doc, selection: { from, to } } = editor.state;
  const replacesAll = from <= 1 && to >= doc.content.size - 1;
  const kept = replacesAll ? 0 : editor.getHTML().length - doc.textBetween(from, to).length;
  return kept + html.length <= limitOf(textarea);
}

// Says beside the editor why nothing was pasted.
function refuse(textarea, problem) {
  const list = Object.assign(document.createElement("ul"), { className: "errorlist paste-refused", role: "alert" });
  const limit = limitOf(textarea).toLocaleString("en");
  list.append(document.createElement("li"));
  textarea.closest(".field").querySelector("label").after(list);
  const reason = problem ?? `The text would be longer than ${limit} characters with its formatting. Divide it.`;
  list.firstChild.textContent = `Nothing was pasted. ${reason}`;
}

const withdrawRefusal = (textarea) => textarea.closest(".field").querySelector(".paste-refused")?.remove();

// Words pasted into a line keep the blanks around them. The editor trims other blanks than hard ones, and saving makes
// these soft.
function withBlanks(html, text) {
  if (/<(?:p|h3|ul|ol|blockquote)\b/.test(html)) return html;
  return `${/^[ \u00a0]/.test(text) ? "&nbsp;" : ""}${html}${/[ \u00a0]$/.test(text) ? "&nbsp;" : ""}`;
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

// A form that is sent before a pasted text has arrived waits for it.
document.addEventListener("submit", async (event) => {
  if (!pending.size) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await Promise.allSettled([...pending]);
  event.target.requestSubmit(event.submitter);
}, true);
