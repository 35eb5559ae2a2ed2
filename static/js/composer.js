// What is typed in the composer is not lost: each key stays in this browser until the server has kept it as a draft.
// A browser that died while typing leaves an entry behind; the next composer hands it in, and the server offers it.
// The crash of a tab leaves that entry, the end of the whole browser may not: the server is never further behind than this.
const WAIT = 600;
const timers = new WeakMap();
let last = Promise.resolve(); // one at a time: an older text never arrives after a newer one
let under = 0; // drafts on their way
let held = false;

const isFile = (value) => value instanceof File;
// Each composer of a new post has a key of its own, behind what all of them have in common.
const isOf = (key, drafts) => key === drafts || (drafts && key.startsWith(`${drafts} `));
const says = (entries) => JSON.stringify(entries.filter(([name]) => name !== "version"));
const fields = (form) => [...new FormData(form)].filter(([name, value]) => !isFile(value) && name !== "csrfmiddlewaretoken");
const post = (url, entries, keepalive = false) =>
  fetch(url, {
    method: "POST",
    body: new URLSearchParams(entries),
    headers: { "X-CSRFToken": document.getElementById("csrf").dataset.token },
    keepalive,
  });

function say(form, text) {
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(new Date());
  form.querySelector("[data-kept-here]").textContent = `${text} (${time})`;
}

function keepHere(form) {
  try {
    localStorage.setItem(form.dataset.composer, JSON.stringify(fields(form)));
  } catch {
    // no room or no right: the server keeps it a second later
  }
}

async function keepThere(form, keepalive = false) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  const key = form.dataset.composer;
  const sent = localStorage.getItem(key);
  const typed = fields(form);
  const send = () => post(form.dataset.draft, typed, keepalive);
  try {
    under += 1;
    last = (keepalive ? send() : last.then(send, send)).finally(() => (under -= 1));
    const answer = await last;
    if (answer.status !== 204) return;
    if (localStorage.getItem(key) === sent) localStorage.removeItem(key);
    say(form, form.dataset.kept);
  } catch {
    say(form, form.dataset.alone);
  }
}

function typed(form) {
  keepHere(form);
  if (timers.has(form)) return; // goes with what is typed until then: typing on does not put it off
  timers.set(
    form,
    setTimeout(() => keepThere(form), WAIT),
  );
}

// Pictures change places by buttons; the numbers beside them say the same to the server, and work without.
function moveButtons(form) {
  const rows = [...form.querySelectorAll("[data-picture]")];
  for (const [n, row] of rows.entries()) {
    for (const button of row.querySelectorAll("[data-picture-move]")) {
      button.hidden = rows.length < 2;
      button.disabled = !rows[n + Number(button.dataset.pictureMove)];
    }
  }
  return rows;
}

function movePicture(button) {
  const [form, row] = [composerOf(button), button.closest("[data-picture]")];
  const rows = moveButtons(form);
  const other = rows[rows.indexOf(row) + Number(button.dataset.pictureMove)];
  if (!other) return;
  if (button.dataset.pictureMove > 0) other.after(row);
  else other.before(row);
  for (const [n, each] of moveButtons(form).entries()) each.querySelector("[name$='-position']").value = n + 1;
  button.dispatchEvent(new Event("input", { bubbles: true }));
  if (button.disabled) row.querySelector("[data-picture-move]:enabled")?.focus();
  else button.focus();
}

// What an earlier page left behind goes to the server, and the composer is asked for again: it shows the choice. So does
// a choice that is on show already: what it offers may be older.
async function recover(form) {
  if (form.querySelector("[data-errors]")) return;
  let found = false;
  for (const key of Object.keys(localStorage).filter((each) => isOf(each, form.dataset.drafts))) {
    const left = JSON.parse(localStorage.getItem(key));
    if (key === form.dataset.composer && says(fields(form)) === says(left)) {
      localStorage.removeItem(key); // this very composer was saved
      continue;
    }
    const answer = await post(form.dataset.draft ?? form.action, left).catch(() => null);
    if (answer?.status !== 204) continue;
    localStorage.removeItem(key);
    found = true;
  }
  if (!found) return;
  if (form.closest("dialog")) window.htmx.ajax("GET", form.dataset.again, { target: "#dialog" });
  else location.reload();
}

function settled(keep) {
  const key = sessionStorage.getItem("composer-sent");
  if (key && !isOf(key, keep)) localStorage.removeItem(key);
  sessionStorage.removeItem("composer-sent");
}

function begin(form) {
  settled(form.dataset.drafts); // the composer of another post led here: it is saved
  moveButtons(form);
  for (const input of form.querySelectorAll("[data-uploads] [type=file]")) describe(input);
  recover(form);
}

// One text alternative for each file that was chosen.
function describe(input) {
  const box = input.closest("[data-uploads]").querySelector("[data-alts]");
  box.hidden = !input.files.length;
  const [first, ...more] = box.querySelectorAll(".field");
  for (const field of more) field.remove();
  const label = first.querySelector("label");
  label.dataset.words ??= label.textContent.trim();
  for (const [n, file] of [...input.files].entries()) {
    const field = n ? first.cloneNode(true) : first;
    const control = field.querySelector("textarea");
    const name = field.querySelector("label");
    name.textContent = `${label.dataset.words} – ${file.name}`;
    if (n) {
      control.id = `${control.id}-${n}`;
      control.value = "";
      name.htmlFor = control.id;
      box.append(field);
    }
  }
}

const composerOf = (target) => target.closest?.("form[data-composer]");
document.addEventListener("input", (event) => {
  const form = composerOf(event.target);
  if (form && event.target.type !== "file") typed(form);
});
document.addEventListener("change", (event) => {
  const form = composerOf(event.target);
  if (!form) return;
  if (event.target.type === "file") return describe(event.target);
  const own = event.target.name?.endsWith("-own_text") && event.target.checked;
  const text = own && event.target.closest(".place").querySelector("textarea");
  if (text && !text.value) text.value = form.elements.text.value; // begins with what is said everywhere
});
// A draft that is on its way arrives before the post is saved: behind it, it would be offered as if it was never saved.
document.addEventListener(
  "submit",
  (event) => {
    const form = composerOf(event.target);
    if (!form || !under) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (held) return;
    held = true;
    const again = () => {
      held = false;
      if (form.isConnected) form.requestSubmit(event.submitter);
    };
    last.then(again, again);
  },
  { capture: true },
);
document.addEventListener("composer:saved", () => settled(""));
document.addEventListener("submit", (event) => {
  const form = composerOf(event.target);
  if (form) {
    clearTimeout(timers.get(form));
    timers.delete(form);
    sessionStorage.setItem("composer-sent", form.dataset.composer);
  }
  const choice = event.target.closest("form[data-draft-discard]");
  if (choice) localStorage.removeItem(choice.dataset.draftDiscard);
});
document.addEventListener("click", (event) => {
  const mover = event.target.closest("[data-picture-move]");
  if (mover && composerOf(mover)) return movePicture(mover);
  const button = event.target.closest("[data-mention]");
  const text = button?.form.elements.text;
  if (!text) return;
  text.setRangeText(`@${button.dataset.mention} `, text.selectionStart, text.selectionEnd, "end");
  text.focus();
});
// Leaving, or closing the dialog, in the second before the server was told.
const flush = () => {
  for (const form of document.querySelectorAll("form[data-composer]")) if (timers.has(form)) keepThere(form, true);
};
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
document.addEventListener("htmx:beforeCleanupElement", (event) => {
  for (const form of event.target.querySelectorAll?.("form[data-composer]") ?? []) if (timers.has(form)) keepThere(form, true);
});
document.getElementById("dialog").addEventListener("close", flush, { capture: true });

export function compose(root) {
  const forms = root.matches?.("form[data-composer]") ? [root] : root.querySelectorAll("form[data-composer]");
  forms.forEach(begin);
  const choice = root.querySelector("form[data-draft-discard]");
  if (choice) recover(choice);
}
