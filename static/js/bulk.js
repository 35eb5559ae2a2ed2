// Several rows at once: tick them (shift for a range, x on the row in focus), then act in the bar. Where the list goes
// on over other pages, a tick in the bar means all of it.
let last = null;

const form = () => document.querySelector("form[data-bulk]");
const boxes = () => [...document.querySelectorAll("[data-bulk-one]")];
const every = () => document.querySelector("[data-bulk-every]");

function words(count, n) {
  return n === 1 ? count.dataset.one : count.dataset.many.replace("%n", n.toLocaleString(document.documentElement.lang));
}

function show() {
  const bar = document.querySelector("[data-bulk-bar]");
  if (!bar) return;
  const all = boxes();
  const n = all.filter((box) => box.checked).length;
  const whole = Boolean(every()?.checked);
  const total = Number(every()?.dataset.bulkEvery);
  const count = bar.querySelector("[data-bulk-count]");
  count.textContent = whole ? (total ? words(count, total) : "") : words(count, n);
  bar.hidden = n === 0;
  const master = document.querySelector("[data-bulk-all]");
  if (!master) return;
  master.checked = n > 0 && n === all.length;
  master.indeterminate = n > 0 && n < all.length;
}

// The whole list holds every row of this page: to leave one out is to choose rows again.
function set(targets, checked) {
  for (const box of targets) box.checked = checked;
  if (!checked && every()) every().checked = false;
  show();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-bulk-none]")) set(boxes(), false);
  const box = event.target.closest("[data-bulk-one]");
  if (!box) return;
  const all = boxes();
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    set(all.slice(from, to + 1), box.checked);
  }
  last = box;
  show();
});
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-bulk-all]")) set(boxes(), event.target.checked);
  else if (event.target.closest("[data-bulk-every]") && event.target.checked) set(boxes(), true);
  else if (event.target.closest("[data-bulk-one]")) set([event.target], event.target.checked);
  else if (event.target.closest("[data-bulk-every]")) show();
});
document.addEventListener("htmx:afterSettle", show);
window.addEventListener("pageshow", show);
if (form()) show();
