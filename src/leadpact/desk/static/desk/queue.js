// The keys of the queue, and its count-down. Without this file everything works by its buttons.
"use strict";

(() => {
  const desk = () => document.getElementById("desk");
  const is_typing = (element) => {
    if (element.isContentEditable || element.matches("textarea, select")) return true;
    return element.matches("input") && !["radio", "checkbox", "submit", "button"].includes(element.type);
  };

  // A panel that asks for more: its key opens it, one more key chooses, and Enter sends it.

  const open_panel = () => desk()?.querySelector("details.ask[open]");

  function open_ask(panel) {
    for (const other of desk().querySelectorAll("details.ask[open]")) if (other !== panel) other.open = false;
    panel.open = true;
    const first = panel.querySelector("input:not([type=hidden]), textarea, .notice") || panel.querySelector("summary");
    if (first.matches(".notice")) first.tabIndex = -1;
    first.focus();
  }

  function close_ask(panel) {
    panel.open = false;
    panel.querySelector("summary").focus();
  }

  function choose(panel, choice) {
    choice.checked = true;
    const form = choice.form;
    const is_whole = [...form.elements].every((item) => item.checkValidity());
    if (is_whole) form.requestSubmit();
    else [...form.elements].find((item) => !item.checkValidity()).focus();
  }

  function press(key) {
    const panel = open_panel();
    if (panel) {
      const choice = panel.querySelector(`input[type=radio][data-key="${CSS.escape(key)}"]`);
      if (choice) { choose(panel, choice); return true; }
    }
    const found = document.querySelector(`[data-key="${CSS.escape(key)}"]:not([type=radio])`);
    if (!found) return false;
    if (found.matches("input")) { found.focus(); return true; }
    if (found.matches("summary")) {
      const asked = found.closest("details");
      if (asked.open) close_ask(asked); else open_ask(asked);
    } else found.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const panel = open_panel();
      if (panel) { close_ask(panel); event.preventDefault(); }
      return;
    }
    if (!desk()?.dataset.keys || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (is_typing(event.target) || event.key.length !== 1) return;
    if (press(event.key)) event.preventDefault();
  });

  // The panels are one of which one is open; browsers that do not know details[name] learn it here.

  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.("details.ask") || !event.target.open) return;
    for (const other of desk().querySelectorAll("details.ask[open]")) if (other !== event.target) other.open = false;
  }, true);

  // Business time counts down while the office is open; the server says for how long that is.

  const brief = (seconds, day) => {
    if (seconds > day) return null;
    const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);
    if (hours) return `${hours} h ${minutes % 60} min left`;
    return minutes ? `${minutes} min left` : `${seconds} s left`;
  };

  function tick() {
    for (const clock of document.querySelectorAll("[data-left]")) {
      const since = clock.dataset.since || (clock.dataset.since = Date.now());
      const passed = Math.min(Math.floor((Date.now() - since) / 1000), Number(clock.dataset.ticks));
      const left = Number(clock.dataset.left) - passed;
      const words = left > 0 ? brief(left, Number(clock.dataset.day)) : "due now";
      if (Number(clock.dataset.left) >= 0 && words) clock.textContent = words;
    }
    const undo = document.getElementById("undo");
    if (undo) undo.classList.toggle("late", Date.now() / 1000 > Number(undo.dataset.until));
  }

  setInterval(tick, 1000);
  tick();
})();
