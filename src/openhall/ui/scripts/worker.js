"use strict";
// Answers only one question: what to show when a page cannot be fetched. Nothing personal is ever kept.
const NAME = "openhall-__VERSION__";
const KEPT = __KEPT__;
const OFFLINE = KEPT.filter((path) => path.endsWith("/offline/"));
// Without cookies: the page that is kept is the one for everybody, without a name on it.
const asNobody = (path) => new Request(path, { credentials: "omit" });

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(KEPT.map(asNobody))).then(() => self.skipWaiting()));
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
    const page = OFFLINE.find((offline) => path.startsWith(offline.replace("offline/", ""))) || OFFLINE[0];
    event.respondWith(fetch(event.request).catch(() => caches.match(page, { ignoreVary: true })));
  } else if (KEPT.includes(path)) {
    event.respondWith(caches.match(path, { ignoreVary: true }).then((kept) => kept || fetch(event.request)));
  }
});
