// Files leave as soon as they are dropped or chosen, unless they are too large: then nothing is sent.
function complaint(form, files) {
  const sizes = files.map((file) => file.size);
  if (files.length > Number(form.dataset.maxFiles)) return "many";
  if (sizes.some((size) => size > Number(form.dataset.maxFile))) return "large";
  if (sizes.reduce((sum, size) => sum + size, 0) > Number(form.dataset.maxBody)) return "much";
  return "";
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-upload]");
  if (!form || !event.target.files?.length) return;
  const error = form.querySelector("[data-upload-error]");
  const wrong = complaint(form, [...event.target.files]);
  error.hidden = !wrong;
  error.textContent = error.dataset[wrong] || "";
  if (wrong) event.target.value = "";
  else form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const label = event.target.closest("form[data-upload]")?.querySelector("[data-busy]");
  if (!label) return;
  event.target.setAttribute("aria-busy", "true");
  label.querySelector("span").textContent = label.dataset.busy;
});
// Back from the next page, the browser may show this one as it was left: sending.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("form[data-upload][aria-busy]")) location.reload();
});
