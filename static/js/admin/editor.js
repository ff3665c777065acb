// Prepares the rich text editor: no inline styles, a toolbar and names for everybody, and the Tab key leaves it.
import { Editor } from "django-prose-editor/editor";
import { pasteCleaned, withoutStyles } from "./pasted.js";
import { headingOf, labelOf, nameOf } from "./toolbar.js";

// The content security policy refuses the <style> element that the editor adds. css/admin/editor.css has its rules.
Editor.prototype.injectCSS = () => {};

// Copies the labels of the hidden textarea to the editor.
function attributesOf(textarea) {
  const attributes = { "aria-multiline": "true", "aria-label": nameOf(textarea) };
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  return attributes;
}

// The editor opens its dialogs beside the text, with a heading.
function nameDialogs(records) {
  for (const dialog of records.flatMap(({ addedNodes }) => [...addedNodes]).map((node) => node.querySelector?.("dialog"))) {
    const heading = dialog?.querySelector(".prose-editor-dialog-title");
    if (!heading) continue;
    heading.id ||= `dialog-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    dialog.setAttribute("aria-labelledby", heading.id);
  }
}

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const attributes = () => attributesOf(textarea);
  const handleDOMEvents = {
    paste: (_view, event) => pasteCleaned(editor, textarea, event),
    // The editor must not handle it: in a list it would indent. The browser moves the focus.
    keydown: (_view, event) => event.key === "Tab",
  };
  editor.setOptions({ editorProps: { handleDOMEvents, transformPastedHTML: withoutStyles, attributes } });
  labelOf(textarea)?.addEventListener("click", () => editor.commands.focus());
  // A transaction without changes updates the names.
  headingOf(textarea)?.addEventListener("input", () => editor.view.dispatch(editor.state.tr));
  new MutationObserver(nameDialogs).observe(editor.view.dom.parentElement, { childList: true });
});
