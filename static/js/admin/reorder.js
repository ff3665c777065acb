// Moves inline rows with buttons, which announce the new position, or with a drag handle.
"use strict";
{
  const TITLE = 'input[name$="-title"], input[name$="-heading"], input[name$="-name"]';
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("role", "status");

  const rowsOf = (group) => [...group.querySelectorAll(".ordered-row:not(.empty-form)")];
  const positionOf = (row) => row.querySelector('input[name$="-position"]');
  const titleOf = (row) => row.querySelector(TITLE)?.value.trim() || row.dataset.title || `new ${row.dataset.name}`;

  function refresh(group) {
    const rows = rowsOf(group);
    rows.forEach((row, index) => {
      const position = positionOf(row);
      if (position) position.value = index + 1;
      if (!row.dataset.title) row.querySelector(".row-title").textContent = titleOf(row);
      row.querySelectorAll(".move").forEach((button) => {
        const isLast = button.dataset.by === "-1" ? index === 0 : index === rows.length - 1;
        button.setAttribute("aria-disabled", isLast);
        button.setAttribute("aria-label", `${button.title}: ${titleOf(row)}`);
      });
    });
  }

  function move(button) {
    const row = button.closest(".ordered-row");
    const group = row.closest(".ordered");
    const rows = rowsOf(group);
    const to = rows.indexOf(row) + Number(button.dataset.by);
    if (rows[to]) {
      if (button.dataset.by === "-1") rows[to].before(row);
      else rows[to].after(row);
      refresh(group);
      button.focus();
    }
    live.textContent = `${titleOf(row)}: position ${rowsOf(group).indexOf(row) + 1} of ${rows.length}`;
  }

  function moveButton(title, by) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "move", title });
    button.dataset.by = by;
    return button;
  }

  function prepare(row) {
    const position = positionOf(row);
    if (!position || row.querySelector(".move")) return;
    position.type = "hidden";
    position.closest(".form-row").hidden = true;
    const handle = document.createElement("span");
    Object.assign(handle, { className: "handle", draggable: true, title: "Drag to move" });
    handle.setAttribute("aria-hidden", "true");
    const tools = row.querySelector(".row-tools");
    tools.prepend(handle, moveButton("Move up", "-1"), moveButton("Move down", "1"));
  }

  // Django expects the saved rows to have the first numbers. Its script numbers all rows in their visual order when
  // one is removed, so this numbers them again.
  function renumber(group) {
    const prefix = group.id.replace(/-group$/, "");
    const rows = rowsOf(group);
    const stored = rows.filter((row) => row.classList.contains("has_original"));
    const inOrder = [...stored, ...rows.filter((row) => !stored.includes(row))];
    const number = new RegExp(`(^|_|#)${prefix}-\\d+`);
    inOrder.forEach((row, index) => {
      for (const element of [row, ...row.querySelectorAll("*")]) {
        for (const name of ["id", "name", "for", "list", "aria-labelledby", "aria-describedby"]) {
          const value = element.getAttribute(name);
          if (value) element.setAttribute(name, value.split(" ").map((part) => part.replace(number, `$1${prefix}-${index}`)).join(" "));
        }
      }
    });
  }

  let dragged = null;

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector("main").append(live);
    document.querySelectorAll(".ordered").forEach((group) => {
      const rows = rowsOf(group);
      rows.forEach(prepare);
      // A form that is shown again with errors has the rows in the order of their numbers, so sort them by position.
      const order = (row) => Number(positionOf(row)?.value) || 0;
      const sorted = [...rows].sort((first, second) => order(first) - order(second));
      if (sorted.some((row, index) => row !== rows[index])) rows[0].before(...sorted);
      refresh(group);
    });
  });

  document.addEventListener("formset:added", ({ target }) => {
    if (!target.matches?.(".ordered-row")) return;
    prepare(target);
    refresh(target.closest(".ordered"));
    target.querySelector(TITLE)?.focus();
  });

  document.addEventListener("formset:removed", ({ detail }) => {
    const group = document.getElementById(`${detail.formsetName}-group`);
    // Django's script numbers the rows after this event.
    if (group?.matches(".ordered")) queueMicrotask(() => (renumber(group), refresh(group)));
  });

  document.addEventListener("click", ({ target }) => target.matches?.(".move") && move(target));

  document.addEventListener("input", ({ target }) => target.matches?.(TITLE) && target.closest(".ordered") && refresh(target.closest(".ordered")));

  document.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.(".handle")) return;
    dragged = event.target.closest(".ordered-row");
    dragged.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setDragImage(dragged, 0, 0);
  });

  // In the capture phase, because the editor would insert a dragged row as text.
  document.addEventListener(
    "dragover",
    (event) => {
      const over = dragged && event.target.closest?.(".ordered-row:not(.empty-form)");
      if (!over || over.parentElement !== dragged.parentElement) return;
      event.preventDefault();
      event.stopPropagation();
      const box = over.getBoundingClientRect();
      if (over !== dragged) over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
    },
    true,
  );

  document.addEventListener("drop", (event) => dragged && (event.preventDefault(), event.stopPropagation()), true);

  document.addEventListener("dragend", () => {
    if (!dragged) return;
    const group = dragged.closest(".ordered");
    dragged.classList.remove("dragged");
    refresh(group);
    live.textContent = `${titleOf(dragged)}: position ${rowsOf(group).indexOf(dragged) + 1} of ${rowsOf(group).length}`;
    dragged = null;
  });
}
