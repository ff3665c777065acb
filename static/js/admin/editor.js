// Prepares the rich text editor: no inline styles, and labels for assistive technology.
import { Editor } from "django-prose-editor/editor";
import { pasteCleaned, withoutStyles } from "./pasted.js";

// The content security policy refuses the <style> element that the editor adds. css/admin/editor.css has its rules.
Editor.prototype.injectCSS = () => {};

const labelOf = (textarea) => document.querySelector(`label[for="${textarea.id}"]`);

// Copies the labels of the hidden textarea to the editor. Read each time, because ids change when rows are removed.
function attributesOf(textarea) {
  const attributes = { "aria-multiline": "true", "aria-label": labelOf(textarea)?.textContent.trim() ?? "Text" };
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  return attributes;
}

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const attributes = () => attributesOf(textarea);
  const handleDOMEvents = { paste: (_view, event) => pasteCleaned(editor, textarea, event) };
  editor.setOptions({ editorProps: { handleDOMEvents, transformPastedHTML: withoutStyles, attributes } });
  labelOf(textarea)?.addEventListener("click", () => editor.commands.focus());
});
