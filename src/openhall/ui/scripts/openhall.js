"use strict";
// Only this: keep the offline page at hand, and leave nothing in the window of whoever signs out, whether the hall can
// be reached or not. Every page works without it.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
}
document.addEventListener("submit", ({ target }) => {
  if (!target.getAttribute("action")?.endsWith("/sign-out/")) return;
  // What forms.js keeps for words that did not arrive. Storage can be forbidden: then there is nothing.
  try { Object.keys(sessionStorage).forEach((key) => sessionStorage.removeItem(key)); } catch { return; }
});
