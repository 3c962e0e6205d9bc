// The app's shell for tablets in a browser: one exact version of every file, opened with or without a network. What is asked of
// the pool passes by. VERSION and FILES are written when the frontend is laid out; each file with the SHA-256 of its bytes.
const VERSION = "@VERSION@";
const FILES = ["@FILES@"];
const NAME = `shell-${VERSION}`;

// All of a version or none of it: a page never mixes two. What comes changed from the way (a proxy that rewrites scripts) is not
// kept, and the version that is here stays.
async function keep(cache, [file, hash]) {
  const answer = await fetch(new Request(file, { cache: "no-cache" }));
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  const digest = await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer());
  const found = [...new Uint8Array(digest).slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== hash) throw new Error(`${file} was changed on its way`);
  await cache.put(file, answer);
}

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => Promise.all(FILES.map((file) => keep(cache, file)))));
});

// A new version waits until the page says that nothing is unsaved; the first one has nothing to wait for.
self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The browser wakes us when the network is back, or now and then: the page that is open syncs. Nothing can be sent without a
// page, since the keys are the officer's.
for (const kind of ["sync", "periodicsync"]) {
  self.addEventListener(kind, (event) => {
    event.waitUntil(self.clients.matchAll({ type: "window" }).then((pages) => pages.forEach((page) => page.postMessage("wake"))));
  });
}

// Files of an older version stay while a page of it may be open: what is loaded late (the map, the device) is named by its
// content, so that a page only ever finds its own.
async function tidy(opened) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.some((page) => page.id !== opened)) return;
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== NAME) await caches.delete(name);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.startsWith("/api/")) return;
  const opens = request.mode === "navigate";
  const options = { ignoreVary: true, ignoreSearch: true };
  event.respondWith(
    (async () => {
      const cache = await caches.open(NAME);
      if (opens) return (await cache.match("/", options)) ?? fetch(request);
      return (await cache.match(url.pathname, options)) ?? (await caches.match(url.pathname, options)) ?? fetch(request);
    })(),
  );
  if (opens) event.waitUntil(tidy(event.resultingClientId));
});
