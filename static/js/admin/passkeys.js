// Passkeys need a script, so their buttons are shown by one, and what goes wrong is said on the page.
if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll(".needs-script")) button.hidden = false;
  for (const words of document.querySelectorAll(".without-script")) words.hidden = true;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // else it would be written to the console, where nobody looks
  for (const words of document.querySelectorAll(".passkey-error")) words.hidden = false;
});
