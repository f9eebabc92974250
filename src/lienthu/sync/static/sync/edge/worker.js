/* The service worker. The view puts before it: VERSION (changes with any file), SHELL (the page) and FILES (all that the
   page needs). Everything comes from the cache, so the desk opens the same with and without a network. */

const CACHE = `${SHELL} ${VERSION}`;

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll([SHELL, ...FILES].map((address) => new Request(address, { cache: "reload", credentials: "omit" })));
  await self.skipWaiting(); /* a page that is open has all its scripts already */
}

async function forget() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(`${SHELL} `) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  const known = await cache.match(request.mode === "navigate" ? SHELL : request, { ignoreSearch: true, ignoreVary: true });
  return known || fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(forget()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  const ours = event.request.mode === "navigate" ? address.pathname === SHELL : FILES.includes(address.pathname);
  if (ours) event.respondWith(kept(event.request));
});
/* The network is back, says the browser: whichever desk is open sends. */
self.addEventListener("sync", (event) => {
  if (event.tag !== "send") return;
  event.waitUntil((async () => {
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    pages.forEach((page) => page.postMessage("send"));
  })());
});
