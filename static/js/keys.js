// Single-key shortcuts: off inside fields and dialogs, and for people who switched them off.
const GO = { d: "dashboard", o: "objectives", i: "imports", c: "calendar", n: "channels" };
let prefix = "";

const typing = (element) => element.closest("input, textarea, select, [contenteditable], dialog[open]");

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement.closest("[data-row]"));
  const row = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  (row.matches("a, button, [tabindex]") ? row : row.querySelector("a, button")).focus();
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.body.hasAttribute("data-no-keys") || typing(event.target)) return;
  const key = event.key;
  if (prefix === "g") {
    prefix = "";
    document.querySelector(`[data-go="${GO[key] || ""}"]`)?.click();
    return;
  }
  if (key === "g") {
    prefix = "g";
    setTimeout(() => (prefix = ""), 1500);
  } else if (key === "?") document.getElementById("keys").showModal();
  else if (key === "/") {
    const search = document.querySelector("[type=search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
  } else if (key === "n") {
    const create = document.querySelector("[data-new]") || document.querySelector("[data-new-post]");
    if (!create) return;
    event.preventDefault();
    create.click();
  } else if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "x") event.target.closest("[data-row]")?.querySelector("input[type=checkbox]")?.click();
  else if (key === "m") event.target.closest("[data-row]")?.querySelector("[data-move]")?.click();
  else document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.click();
}

document.addEventListener("keydown", press);
removeEventListener("keydown", window.early.keep);
window.early.keys.forEach(press);
