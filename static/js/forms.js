// Unsaved text is not lost without a warning; file fields accept a drop; a filter submits itself.
const words = document.getElementById("words").dataset;
const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) changed.add(form);
});
document.addEventListener("submit", (event) => changed.delete(event.target));
document.addEventListener("htmx:beforeCleanupElement", (event) => {
  for (const form of changed) if (event.target.contains(form)) changed.delete(form);
});
window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) {
    event.preventDefault();
    event.returnValue = words.leave;
  }
});

// A date field is written as the browser's language has it: the day stands beside it in words, in the page's.
const inWords = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeZone: "UTC" });
const french = document.documentElement.lang === "fr";
function sayDay(output) {
  const day = document.getElementById(output.htmlFor.value)?.valueAsDate;
  output.textContent = day ? inWords.format(day).replace(/(?<= )1(?= [a-zéû])/, french ? "1er" : "1") : "";
}
const sayDays = (root) => root.querySelectorAll("output[data-day-words]").forEach(sayDay);
sayDays(document);
document.addEventListener("htmx:afterSwap", (event) => sayDays(event.detail.target));
document.addEventListener("input", (event) => event.target.type === "date" && event.target.form && sayDays(event.target.form));

document.addEventListener("change", (event) => {
  if (event.target.closest("form[data-auto]")) event.target.form.requestSubmit();
});

for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("over", name === "dragover");
    if (name !== "drop") return;
    const input = zone.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
