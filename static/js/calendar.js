// The calendar's canvas: drag a tile, press a key, or open the dialog; then the canvas is fetched anew.
const post = (url, values, tile) => window.htmx.ajax("POST", url, { source: tile, target: tile, swap: "none", values });
const canvas = () => document.getElementById("canvas");

let dragging = false;
let waiting = null; // what to put the focus on once the canvas, fetched during a drag, may be replaced
let wanted = ""; // the row to focus once the canvas is replaced
let scrolled = 0;

function restore({ item, from, oldIndex }) {
  from.insertBefore(item, from.children[oldIndex] || null);
}

// Optimistic: the tile lies where it was dropped while the server answers, and goes back if it refuses.
function send(event, url, values) {
  const tile = event.item;
  tile.classList.add("pending");
  tile.addEventListener(
    "htmx:afterRequest",
    ({ detail }) => {
      tile.classList.remove("pending");
      if (!detail.xhr || detail.xhr.status !== 204) restore(event);
    },
    { once: true },
  );
  post(url, values, tile);
}

function dropped(event) {
  dragging = false;
  const { item, from, to } = event;
  if (from === to) restore(event);
  else if (to.dataset.status) send(event, canvas().dataset.bulkUrl, { posts: item.dataset.post, status: to.dataset.status });
  else send(event, item.querySelector("[data-move]").href, { version: item.dataset.v, ...(to.dataset.day ? { day: to.dataset.day, keep: 1 } : { to: "off" }) });
  if (waiting !== null) refresh(waiting);
}

function arm() {
  if (!window.Sortable || !canvas()?.querySelector("[data-bulk-bar]")) return;
  const touch = window.matchMedia("(pointer: coarse)").matches;
  for (const list of canvas().querySelectorAll(".tiles[data-day], .tiles[data-status]")) {
    if (list.dataset.armed) continue;
    list.dataset.armed = "1";
    window.Sortable.create(list, {
      group: list.dataset.status ? "status" : "day",
      draggable: list.dataset.status ? ".tile" : ".tile:not(.fixed)",
      sort: false,
      filter: "input",
      preventOnFilter: false,
      delay: touch ? 250 : 0, // a finger scrolls first
      delayOnTouchOnly: true,
      animation: 0,
      ghostClass: "ghost",
      onStart: () => (dragging = true),
      onEnd: dropped,
    });
  }
}

function refresh(focus) {
  if (dragging) {
    waiting = focus;
    return;
  }
  waiting = null;
  wanted = focus;
  window.htmx.ajax("GET", location.pathname + location.search, { target: "#canvas", swap: "outerHTML" });
}

// Whichever request replaces the canvas, the row in focus and the scroll stay: the promise of a queued request tells
// nothing, its swap does.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target !== canvas()) return;
  scrolled = window.scrollY;
  wanted ||= document.activeElement.closest("[data-row]")?.id || "";
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "canvas") return;
  document.getElementById(wanted)?.querySelector("a")?.focus({ preventScroll: true });
  wanted = "";
  window.scrollTo(0, scrolled);
});

document.addEventListener("canvas:changed", (event) => refresh(event.detail.focus || ""));
document.addEventListener("htmx:afterSettle", arm);
arm();

// Dialogs of the canvas: a tile's post, its move (the button, or m on the tile in focus), a new post on a day or for a
// key date. Focus comes back to where it was; with a modifier, links stay links.
const DIALOGS = "[data-move], .tile > a, .cell .add, .bar > a";
let opened = "";
document.addEventListener("click", (event) => {
  const button = event.target.closest(DIALOGS);
  if (!button || !canvas()?.contains(button) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  opened = button.closest("[data-row]")?.id || "";
  window.htmx.ajax("GET", button.href, { target: "#dialog", swap: "innerHTML" });
});
document.getElementById("dialog").addEventListener("close", () => {
  if (opened) document.getElementById(opened)?.querySelector("a")?.focus();
  opened = "";
});

if (canvas()?.hasAttribute("data-print")) window.print();
