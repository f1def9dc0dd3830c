// What pages do beyond links and forms. Without this file everything works, by whole pages.
"use strict";

const find = (id) => document.getElementById(id);

// Say something to those who hear the page.
function announce(text) {
  const place = find("announcement");
  if (!place || !text) return;
  place.textContent = "";
  setTimeout(() => { place.textContent = text.trim().replace(/\s+/g, " "); }, 50);
}

// Forms: sent once, and not at all while offline. The server counts a command once in any case.

function show_connection() {
  const banner = find("offline");
  if (banner) banner.hidden = navigator.onLine;
}

function release(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
  for (const button of document.querySelectorAll(`button[form="${CSS.escape(form.id)}"][aria-busy=true]`)) {
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!navigator.onLine) {
    event.preventDefault();
    event.stopImmediatePropagation();
    show_connection();
    announce("You are offline. This was not saved.");
    return;
  }
  if (form.dataset.sending) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.method === "get" || form.hasAttribute("data-download")) return;
  form.dataset.sending = "yes";
  if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), 25000);
}, true);

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) release(form);
});
addEventListener("online", () => { show_connection(); announce("You are back online."); });
addEventListener("offline", () => { show_connection(); announce(find("offline")?.textContent); });
show_connection();

// Swaps: what somebody asked for gets the focus and is announced; what refreshes itself stays quiet.

const ACTS = ["submit", "click", "change", "keydown", "input"];
const is_asked_for = (detail) => ACTS.includes(detail.requestConfig?.triggeringEvent?.type);

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form) release(form);
  if (event.detail.successful) {
    const failure = find("failure");
    if (failure && event.detail.target !== failure && is_asked_for(event.detail)) failure.replaceChildren();
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  prepare(event.detail.elt);
  if (!is_asked_for(event.detail) || event.detail.target.closest("[data-quiet]")) return;
  const target = event.detail.target.isConnected ? event.detail.target : find(event.detail.target.id);
  const place = target || find("main");
  const heading = place.querySelector("[data-focus]") || place.querySelector("h1, h2, h3") || place;
  if (!heading.hasAttribute("tabindex")) heading.setAttribute("tabindex", "-1");
  heading.focus();
  announce(heading.textContent);
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const form = event.detail.elt.closest?.("form");
    if (form) release(form);
    if (!is_asked_for(event.detail)) return;
    const place = find("failure");
    if (!place) return;
    const text = "The desk did not answer, so this may not be saved. Your input is still here: send it again.";
    const notice = document.createElement("p");
    notice.className = "notice error";
    notice.tabIndex = -1;
    notice.textContent = text;
    place.replaceChildren(notice);
    notice.focus();
    announce(text);
  });
}

// Tables that become cards lose what they are to a screen reader; say it.

function prepare(root) {
  for (const table of (root.parentElement || root).querySelectorAll("table.cards:not([role])")) {
    table.setAttribute("role", "table");
    for (const part of table.querySelectorAll("thead, tbody")) part.setAttribute("role", "rowgroup");
    for (const row of table.querySelectorAll("tr")) row.setAttribute("role", "row");
    for (const cell of table.querySelectorAll("td")) cell.setAttribute("role", "cell");
    for (const cell of table.querySelectorAll("tbody th")) cell.setAttribute("role", "rowheader");
    for (const cell of table.querySelectorAll("thead th")) cell.setAttribute("role", "columnheader");
  }
}

prepare(document.documentElement);

// Menus close with Escape and with a click elsewhere.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// The first thing to hear of a page that came with news: its notices, or what is wrong with a form.

announce([...document.querySelectorAll(".notice[role=status], .errors h2")].map((item) => item.textContent).join(" "));
document.querySelector(".errors")?.focus();
// A form that was sent before htmx knew it comes back as a whole page: its heading gets the focus too.
if (document.referrer === location.href && document.activeElement === document.body) {
  document.querySelector("#main [data-focus]")?.focus();
}
