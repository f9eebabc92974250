/* The service worker of a page that opens without a network. The view puts before it: VERSION (changes with any file),
   SHELL (the page), FILES (all that the page needs), FRESH and UNTIL.

   FRESH false: the page is the same for everybody, and comes from the cache with and without a network. FRESH true: it
   was made for who is signed in, so the network is asked first, what was kept is shown where none answers soon, and
   nothing stays once the hub shows the page no more, or after UNTIL (ms; null: for ever). */

const CACHE = `${SHELL} ${VERSION}`;
const PATIENCE = 6000; /* ms for a network that is there and does not answer */

async function keep() {
  const cache = await caches.open(CACHE);
  const own = FRESH ? FILES : [SHELL, ...FILES];
  await cache.addAll(own.map((address) => new Request(address, { cache: "reload", credentials: "omit" })));
  if (FRESH) await keepPage();
  await self.skipWaiting(); /* a page that is open has all its scripts already */
}

/* As it is now, for who is signed in now. */
async function keepPage() {
  try {
    const answer = await fetch(SHELL, { cache: "no-store", credentials: "same-origin", redirect: "manual" });
    await hold(answer);
  } catch { /* no network: what is there stays */ }
}

async function hold(answer) {
  const cache = await caches.open(CACHE);
  if (answer.ok) await cache.put(SHELL, answer.clone());
  else if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) await cache.delete(SHELL);
}

async function forget() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(`${SHELL} `) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  if (UNTIL && Date.now() > UNTIL) await cache.delete(SHELL);
  return cache.match(request.mode === "navigate" ? SHELL : request, { ignoreSearch: true, ignoreVary: true });
}

async function answered(request) {
  if (!FRESH || request.mode !== "navigate") return await kept(request) || fetch(request);
  const asked = fetch(request);
  const stored = asked.then((answer) => hold(answer.clone())).catch(() => {});
  const soon = await Promise.race([
    asked.catch(() => null), new Promise((done) => { setTimeout(done, PATIENCE, null); }),
  ]);
  if (soon) { await stored; return soon; }
  return await kept(request) || asked;
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(forget()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  const ours = event.request.mode === "navigate" ? address.pathname === SHELL : FILES.includes(address.pathname);
  if (ours) event.respondWith(answered(event.request));
});
self.addEventListener("message", (event) => {
  if (event.data === "keep" && FRESH) event.waitUntil(keepPage());
});
/* The network is back, says the browser: whichever desk is open sends. */
self.addEventListener("sync", (event) => {
  if (event.tag !== "send") return;
  event.waitUntil((async () => {
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    pages.forEach((page) => page.postMessage("send"));
  })());
});
