"use strict";
// Answers only one question: what to show when a page cannot be fetched. Nothing personal is ever kept.
const NAME = "openhall-__VERSION__";
const KEPT = __KEPT__;
const LANGUAGES = KEPT.filter((path) => path.endsWith("/offline/"));

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("openhall-") && name !== NAME;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))),
  );
});

self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.mode === "navigate") {
    const page = LANGUAGES.find((offline) => path.startsWith(offline.replace("offline/", ""))) || LANGUAGES[0];
    event.respondWith(fetch(event.request).catch(() => caches.match(page)));
  } else if (KEPT.includes(path)) {
    event.respondWith(caches.match(path).then((kept) => kept || fetch(event.request)));
  }
});
