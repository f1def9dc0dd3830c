// The public form: solves the puzzle while somebody types, and says which field was touched last.
"use strict";
(() => {
  const form = document.getElementById("capture");
  const tellHeight = () => {
    if (window.parent !== window) {
      window.parent.postMessage({ leadpact: "height", height: document.documentElement.scrollHeight }, "*");
    }
  };
  window.addEventListener("load", tellHeight);
  if ("ResizeObserver" in window) new ResizeObserver(tellHeight).observe(document.body);
  if (!form) return;

  const K = [], H0 = [];
  const root = (x, n) => { const r = Math.pow(x, 1 / n); return ((r - Math.floor(r)) * 4294967296) | 0; };
  for (let n = 2; K.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
    if (!prime) continue;
    if (H0.length < 8) H0.push(root(n, 2));
    K.push(root(n, 3));
  }
  // The first word of SHA-256 of a short ASCII text, which fits into one block.
  const firstWord = (text) => {
    const w = new Int32Array(64);
    for (let i = 0; i < text.length; i++) w[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i % 4));
    w[text.length >> 2] |= 0x80 << (24 - 8 * (text.length % 4));
    w[15] = 8 * text.length;
    const rot = (x, n) => (x >>> n) | (x << (32 - n));
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = (w[i - 16] + (rot(a, 7) ^ rot(a, 18) ^ (a >>> 3)) + w[i - 7] + (rot(b, 17) ^ rot(b, 19) ^ (b >>> 10))) | 0;
    }
    let [a, b, c, d, e, f, g, h] = H0;
    for (let i = 0; i < 64; i++) {
      const t = (h + (rot(e, 6) ^ rot(e, 11) ^ rot(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const u = ((rot(a, 2) ^ rot(a, 13) ^ rot(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
    }
    return (H0[0] + a) >>> 0;
  };

  const nonce = form.dataset.nonce, bits = Number(form.dataset.bits);
  let tried = 0, isWaiting = false;
  const solve = () => {
    for (let i = 0; i < 2000; i++, tried++) {
      if (firstWord(nonce + ":" + tried) >>> (32 - bits) === 0) {
        form.elements.proof.value = String(tried);
        if (isWaiting) form.submit();
        return;
      }
    }
    setTimeout(solve, 0);
  };
  setTimeout(solve, 0);
  form.addEventListener("submit", (event) => {
    const button = form.querySelector("button");
    if (!form.elements.proof.value) { event.preventDefault(); isWaiting = true; }
    setTimeout(() => { button.disabled = true; }, 0);
  });

  let last = "";
  const tell = () => {
    const body = new URLSearchParams({ token: form.elements.token.value, field: last });
    navigator.sendBeacon(form.dataset.touched, body);
  };
  form.addEventListener("focusin", (event) => {
    const name = event.target.name;
    if (!event.target.closest(".field") || name === "consent") return;
    const isFirst = last === "";
    last = name;
    if (isFirst) tell();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && last) tell();
  });
  window.addEventListener("pageshow", () => { form.querySelector("button").disabled = false; });
})();
