// Shows the buttons for passkeys, which need JavaScript, and shows errors on the page.
if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll(".needs-script")) button.hidden = false;
  for (const help of document.querySelectorAll(".without-script")) help.hidden = true;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // allauth would write it to the console
  for (const note of document.querySelectorAll(".passkey-error")) note.hidden = false;
});
