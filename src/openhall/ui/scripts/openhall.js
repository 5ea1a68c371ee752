"use strict";
// Keep the offline page at hand; leave nothing of whoever signs out. Every page works without it.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
}
document.addEventListener("submit", ({ target }) => {
  if (!target.getAttribute("action")?.endsWith("/sign-out/")) return;
  // Storage can be forbidden: then there is nothing.
  try { sessionStorage.clear(); } catch { return; }
});
