// The editor's toolbar: buttons that say what they do and whether it is on, among them those that indent a list.
// The Tab key stops once in it, and arrow keys move inside.
import { Menu } from "django-prose-editor/editor";
import { iconOf } from "./icons.js";

const GROUPS = ["headings", "lists", "indent", "marks", "nodes -blockType -lists", "link", "history"];
const NAMES = {
  heading3: "Subheading",
  bulletList: "Bulleted list",
  orderedList: "Numbered list",
  orderedListProperties: "Numbering",
  indent: "Indent",
  outdent: "Outdent",
  bold: "Bold",
  italic: "Italic",
  blockquote: "Quote",
  link: "Link",
  unlink: "Remove link",
  "history:undo": "Undo",
  "history:redo": "Redo",
};
// Buttons that switch something on and off, with what the editor calls it.
const SWITCHES = {
  heading3: ["heading", { level: 3 }],
  bulletList: ["bulletList"],
  orderedList: ["orderedList"],
  bold: ["bold"],
  italic: ["italic"],
  blockquote: ["blockquote"],
  link: ["link"],
};
const STEPS = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

function createItems({ editor, buttons, menu }) {
  const item = (name, command) =>
    menu.defineItem({
      name,
      groups: "indent",
      button: buttons.svg(""),
      command: () => editor.chain().focus()[command]("listItem").run(),
      enabled: () => editor.can()[command]("listItem"),
    });
  item("indent", "sinkListItem");
  item("outdent", "liftListItem");
  const groups = GROUPS.map((group) => menu.buttonGroup({ editor, buttons }, menu.items(group)));
  const all = groups.flatMap((group) => [...group.children]);
  for (const button of all) {
    button.ariaLabel = button.title = NAMES[button.dataset.name];
    button.replaceChildren(iconOf(button.dataset.name));
  }

  let stop = all[0];
  const usable = () => all.filter((button) => !button.disabled && !button.classList.contains("hidden"));
  const setStop = (button) => {
    stop = button;
    for (const each of all) each.tabIndex = each === stop ? 0 : -1;
  };
  // After the listeners of the buttons, which set their classes.
  editor.on("transaction", () => {
    for (const button of all) {
      const state = SWITCHES[button.dataset.name];
      if (state) button.ariaPressed = String(editor.isActive(...state));
      button.disabled = button.classList.contains("disabled");
    }
    if (!usable().includes(stop)) setStop(usable()[0]);
    const bar = all[0].closest(".prose-menubar");
    bar.role = "toolbar";
    bar.ariaLabel = `Formatting: ${nameOf(bar.closest(".prose-editor").querySelector("textarea"))}`;
  });
  for (const group of groups) {
    group.addEventListener("keydown", (event) => {
      if (!(event.key in STEPS)) return;
      event.preventDefault();
      const buttonsInUse = usable();
      const to = buttonsInUse.indexOf(stop) + STEPS[event.key];
      setStop(buttonsInUse[Math.max(0, Math.min(to, buttonsInUse.length - 1))]);
      stop.focus();
    });
  }
  setStop(stop);
  return groups;
}

// The extension offers no other way for an editor that is configured by attributes.
const { addOptions } = Menu.config;
Menu.config.addOptions = function () {
  return { ...addOptions.call(this), items: createItems };
};

export const labelOf = (textarea) => document.querySelector(`label[for="${textarea.id}"]`);

export const headingOf = (textarea) =>
  textarea.closest(".ordered-row")?.querySelector('input[name$="-heading"], input[name$="-title"], input[name$="-name"]');

// Its label, and in a row the heading of the row: “Text: What you will do”. Read each time, because ids change when rows
// are removed.
export function nameOf(textarea) {
  const label = labelOf(textarea)?.textContent.trim() ?? "Text";
  return [label, headingOf(textarea)?.value.trim()].filter(Boolean).join(": ");
}
