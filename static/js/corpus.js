// A text against the corpus: the answer stands beside every field marked data-corpus, and a click puts what to say
// instead in its place, where the caret stays.
const WAIT = 500;
const url = document.getElementById("corpus-check")?.dataset.url;
const timers = new WeakMap();
const checked = new WeakMap();

function answerOf(field) {
  let answer = field.parentElement.querySelector("[data-corpus-for]");
  if (!answer) {
    answer = document.createElement("div");
    answer.className = "corpus-answer";
    answer.dataset.corpusFor = field.id;
    answer.setAttribute("aria-live", "polite");
    field.after(answer);
  }
  return answer;
}

function check(field) {
  const text = field.value;
  if (!field.isConnected || checked.get(field) === text) return;
  checked.set(field, text);
  const answer = answerOf(field);
  if (text.trim()) window.htmx.ajax("POST", url, { source: answer, target: answer, swap: "innerHTML", values: { text, beside: "1" } });
  else answer.replaceChildren();
}

function soon(field) {
  clearTimeout(timers.get(field));
  timers.set(
    field,
    setTimeout(() => check(field), WAIT),
  );
}

// The server counts characters, the browser UTF-16 units.
const units = (text, characters) => [...text].slice(0, characters).join("").length;

function replace(button) {
  const { start, end, surface } = button.dataset;
  const field = document.getElementById(button.closest("[data-corpus-for]").dataset.corpusFor);
  const from = units(field.value, Number(start));
  const to = units(field.value, Number(end));
  if (field.value.slice(from, to) !== surface) return; // typed on since: the next answer will be right
  field.setRangeText(button.dataset.with, from, to, "preserve");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const name of ["input", "focusin"]) {
  document.addEventListener(name, (event) => {
    if (url && event.target.matches?.("[data-corpus]")) soon(event.target);
  });
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-corpus-replace]");
  if (button) replace(button);
});
