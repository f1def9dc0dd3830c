// Keys of the page of reviews: j next, k previous, o overturn, g uphold. Outside fields alone.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const items = [...document.querySelectorAll("[data-review]")];
  const here = items.indexOf(document.activeElement.closest?.("[data-review]"));
  if (event.key === "j" || event.key === "k") {
    const next = items[Math.max(0, Math.min(items.length - 1, here + (event.key === "j" ? 1 : -1)))];
    if (next) next.focus();
  } else if (event.key === "o" || event.key === "g") {
    items[here]?.querySelector(`[data-choice="${event.key}"]`)?.click();
  }
});
