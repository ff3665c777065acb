// Prepares the text editor for a policy that allows no inline style, and names it for assistive technology.
import { Editor } from "django-prose-editor/editor";
import { cleanPasted } from "./pasted.js";

// The editor would add a <style> element, which the policy refuses. Its rules stand in css/admin/editor.css.
Editor.prototype.injectCSS = () => {};

const labelOf = (textarea) => document.querySelector(`label[for="${textarea.id}"]`);

// What the hidden textarea says about itself, for the editor in its place. Ids change when rows are taken away.
function attributesOf(textarea) {
  const attributes = { "aria-multiline": "true", "aria-label": labelOf(textarea)?.textContent.trim() ?? "Text" };
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  return attributes;
}

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const attributes = () => attributesOf(textarea);
  editor.setOptions({ editorProps: { transformPastedHTML: cleanPasted, attributes } });
  labelOf(textarea)?.addEventListener("click", () => editor.commands.focus());
});
