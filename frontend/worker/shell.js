// The app's shell for tablets in a browser: one exact version of every file, opened with or without a network. What is asked of
// the pool passes by. VERSION and FILES are written when the frontend is laid out.
const VERSION = "@VERSION@";
const FILES = ["@FILES@"];
const NAME = `shell-${VERSION}`;

// All of a version or none of it: a page never mixes two.
self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(NAME).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })))),
  );
});

// A new version waits until the page says that nothing is unsaved; the first one has nothing to wait for.
self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== NAME) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.startsWith("/api/")) return;
  const file = request.mode === "navigate" ? "/" : url.pathname;
  event.respondWith(
    (async () => {
      const cache = await caches.open(NAME);
      return (await cache.match(file, { ignoreVary: true, ignoreSearch: true })) ?? fetch(request);
    })(),
  );
});
