// "Copy" beside an address: the button says that it worked.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.lastChild.textContent = ` ${button.dataset.copied}`;
  } catch {
    // No right to the clipboard: the address is selected, ready to be copied by hand.
  }
});
