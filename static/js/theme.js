// Runs before the first paint: a page that follows the system must not flash in the wrong theme,
// and keys pressed on a page that is seen wait for the shortcuts (keys.js), which come later.
(() => {
  window.early = { keys: [], keep: (event) => window.early.keys.push(event) };
  addEventListener("keydown", window.early.keep);
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    if (root.dataset.theme === "auto") root.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  follow();
  dark.addEventListener("change", follow);
})();
