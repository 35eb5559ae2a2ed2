// Toasts live in the top layer so that an open dialog never covers them. They leave after 8 s, unless read or focused.
const LIFE = 8000;
const box = document.getElementById("toasts");
const words = document.getElementById("words").dataset;

function live(item) {
  let left = LIFE;
  let since;
  let timer;
  const go = () => {
    since = Date.now();
    timer = setTimeout(() => close(item), left);
  };
  const wait = () => {
    clearTimeout(timer);
    left -= Date.now() - since;
  };
  for (const name of ["mouseenter", "focusin"]) item.addEventListener(name, wait);
  for (const name of ["mouseleave", "focusout"]) item.addEventListener(name, go);
  go();
}

function close(item) {
  item.remove();
  if (!box.querySelector("[data-toast]") && box.matches(":popover-open")) box.hidePopover();
}

function show() {
  if (!box.matches(":popover-open")) box.showPopover();
}

export function toast(message, undo = "") {
  const item = document.createElement("div");
  item.className = "toast-item";
  item.dataset.toast = "";
  const text = document.createElement("span");
  text.textContent = message;
  item.append(text);
  if (undo) {
    const button = document.createElement("button");
    button.className = "btn btn-link btn-sm";
    button.textContent = words.undo;
    button.addEventListener("click", () => {
      close(item);
      window.htmx.ajax("POST", undo, { swap: "none" });
    });
    item.append(button);
  }
  const cross = document.createElement("button");
  cross.type = "button";
  cross.className = "toast-x";
  cross.dataset.closeToast = "";
  cross.setAttribute("aria-label", words.close);
  cross.textContent = "×";
  item.append(cross);
  box.append(item);
  show();
  live(item);
}

if (box.querySelector("[data-toast]")) {
  show();
  box.querySelectorAll("[data-toast]").forEach(live);
}

document.addEventListener("click", (event) => {
  const cross = event.target.closest("[data-close-toast]");
  if (cross) close(cross.closest("[data-toast]"));
});
document.addEventListener("toast", (event) => toast(event.detail.message, event.detail.undo));
// A fragment that asks again every second says nothing when it gets no answer: it will ask again.
const polls = (event) => event.detail.elt.getAttribute?.("hx-trigger")?.startsWith("every");
// A refusal in plain words is told as it is.
const why = (xhr) => {
  if (xhr.getResponseHeader("Content-Type")?.startsWith("text/plain")) return xhr.responseText;
  return xhr.status === 403 ? words.forbidden : words.failed;
};
document.addEventListener("htmx:responseError", (event) => {
  if (!polls(event)) toast(why(event.detail.xhr));
});
document.addEventListener("htmx:sendError", (event) => {
  if (!polls(event)) toast(words.offline);
});
