// One <dialog> for forms that htmx loads into it, and any dialog of the page by its id.
const sheet = document.getElementById("dialog");

function focusFirst(root) {
  const target = root.querySelector("[aria-invalid=true], .is-invalid") || root.querySelector("[autofocus], input:not([type=hidden]), textarea, select");
  target?.focus();
}

// Not before htmx has taken hold of the form: a hasty Enter would leave the page.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target !== sheet) return;
  if (!sheet.open) sheet.showModal();
  focusFirst(sheet);
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-dialog]");
  if (opener) document.getElementById(opener.dataset.openDialog).showModal();
  if (event.target.closest("[data-close-dialog]")) event.target.closest("dialog").close();
  if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close(); // the backdrop
});

document.addEventListener("dialog:close", () => sheet.close());
sheet.addEventListener("close", () => sheet.replaceChildren());

const wrong = document.querySelector("main [data-errors]");
if (wrong) focusFirst(wrong.closest("form") || document);
