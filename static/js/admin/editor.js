// Prepares the text editor for a policy that allows no inline style, and names it for assistive technology.
import { Editor } from "django-prose-editor/editor"
import { cleanPasted } from "./pasted.js"

// The editor would add a <style> element, which the policy refuses. Its rules stand in css/admin/editor.css.
Editor.prototype.injectCSS = () => {}

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  const attributes = {
    "aria-label": label ? label.textContent.trim().replace(/:$/, "") : "Text",
    "aria-multiline": "true",
  }
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name)
  }
  editor.setOptions({ editorProps: { transformPastedHTML: cleanPasted, attributes } })
  label?.addEventListener("click", () => editor.commands.focus())
})
