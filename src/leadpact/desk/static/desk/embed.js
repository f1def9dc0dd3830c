// Puts a form of the desk into the page: <script src="https://desk.example/f/demo/embed.js" defer></script>
// The form comes where the script is; with data-into="#id" it comes into that element.
"use strict";
(() => {
  const own = document.currentScript;
  const source = new URL(own.src);
  const frame = document.createElement("iframe");
  const address = new URL(source.pathname.replace(/\/embed\.js$/, ""), source.origin);
  const given = new URLSearchParams(location.search);
  for (const name of ["utm_campaign", "utm_content"]) {
    if (given.get(name)) address.searchParams.set(name, given.get(name));
  }
  address.searchParams.set("page", location.origin + location.pathname);
  frame.src = address.href;
  frame.title = own.dataset.title || "Form";
  frame.width = "100%";
  frame.height = own.dataset.height || "640";
  frame.style.border = "0";
  window.addEventListener("message", (event) => {
    if (event.origin === source.origin && event.source === frame.contentWindow && event.data && event.data.leadpact === "height") {
      frame.height = String(Math.min(4000, Math.max(100, Math.ceil(Number(event.data.height) || 0))));
    }
  });
  const place = own.dataset.into && document.querySelector(own.dataset.into);
  if (place) place.append(frame); else own.after(frame);
})();
