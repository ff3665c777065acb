// Buttons that copy the address in a field, and say so to everybody. Without a clipboard, the address is selected.

const live = document.createElement("p");
live.className = "visually-hidden";
live.setAttribute("role", "status");
document.querySelector("main").append(live);

for (const button of document.querySelectorAll("[data-copy]")) {
  const word = button.firstChild;
  const [before, field] = [word.textContent, document.getElementById(button.dataset.copy)];
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      word.textContent = "Copied";
      live.textContent = "Copied.";
    } catch {
      live.textContent = "The address is selected. Copy it with the keyboard.";
      field.focus();
    }
    setTimeout(() => ([word.textContent, live.textContent] = [before, ""]), 4000);
  });
}
