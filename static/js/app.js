// Behaviour of the shell, by event delegation on data-* hooks.
import "./dialogs.js";
import "./toasts.js";
import "./keys.js";
import "./forms.js";
import "./corpus.js";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.getElementById("csrf").dataset.token;
});

navigator.serviceWorker?.register("/worker.js");

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  const root = document.documentElement;
  const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  root.dataset.bsTheme = root.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  document.dispatchEvent(new CustomEvent("themechange"));
});

// The composer's own behaviour comes with the first page or dialog that holds one.
const compose = async (root) => {
  if (root.querySelector?.("form[data-composer], form[data-draft-discard], [data-mention]")) (await import("./composer.js")).compose(root);
};
compose(document);
document.addEventListener("htmx:afterSwap", (event) => compose(event.detail.target));
