"use strict";
// Only this: keep the offline page at hand. Every page works without it.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
}
