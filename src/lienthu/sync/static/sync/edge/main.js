/* The beginning: what the browser can do, enrolment, the PIN, and which screen is shown. */

import { baseOf } from "./base.js";
import { startCards } from "./cards.js";
import { startCounting } from "./counting.js";
import { ended, eraseBundle, openBundle } from "./bundles.js";
import { startDesk } from "./desk.js";
import { startDone } from "./done.js";
import { Refused, ask, saveDevice } from "./hub.js";
import { forgetLog, openLog, waiting, whenChanged } from "./log.js";
import { sendingWords, showAll, startOwn } from "./own.js";
import { each, facts, go, one, say, screen, show } from "./page.js";
import { openPhotos, photos, unsent } from "./photos.js";
import { showPhotos, startReports } from "./reports.js";
import { startSheets } from "./sheets.js";
import { closeSession, openSession, session } from "./session.js";
import { sendNow, sending, startSending, stopSending } from "./sender.js";
import { answer, drop, get, put, together, wipe } from "./store.js";
import { newOutbox, newPair, newVault, publicKey, unlock } from "./vault.js";
import { startVisits } from "./visits.js";

const MOST_WRONG = 10; /* PINs, then the readers are erased */
const IDLE = 15 * 60_000; /* ms without a touch, then the PIN is asked for */
const SCREENS = ["desk", "visits", "done", "more", "card", "count", "report", "sheet", "own"];
let touched = Date.now();

const can = () => isSecureContext && Boolean(crypto.subtle && window.indexedDB && navigator.serviceWorker);

function begin(words) {
  closeSession();
  show("start");
  one("#start-words").textContent = words;
}

/* --- enrolment --- */

function token() {
  const found = /^#enrol=([\w-]{20,})$/.exec(location.hash);
  return found ? found[1] : "";
}

/* The same key asks again until there is an answer, for the first one may have been lost. */
async function pending(given) {
  const kept = await get("facts", "enrolling");
  if (kept?.token === given) return kept;
  const made = { token: given, pair: await newPair(), outbox: await newOutbox() };
  await put("facts", "enrolling", made);
  return made;
}

async function enrol(given, name, pin) {
  const { pair, outbox } = await pending(given);
  const asked = { pair, outbox, offset: null };
  const told = await ask(asked, "POST", "enrolments/", { token: given, key: await publicKey(pair), ...(name ? { name } : {}) });
  const { device: id, name: called, person, library, site, kinds, limits } = told;
  const device = { id, name: called, person, library, site, kinds, limits, pair, outbox, offset: asked.offset };
  const { vault, key } = await newVault(pin);
  await together(["facts", "parts", "events", "outcomes"], "readwrite", ({ facts: kept, ...others }) => {
    for (const store of [kept, ...Object.values(others)]) store.clear();
    kept.put(device, "device");
    kept.put(vault, "vault");
  });
  session.device = device;
  await navigator.storage?.persist?.();
  await openLog(device);
  await openPhotos(device);
  openSession(device, key, baseOf(null, null, null));
  startSending(device, heard);
  history.replaceState(null, "", "#own");
  show("own");
}

async function enrolling(event) {
  event.preventDefault();
  const said = one("#enrol-said");
  const { name, pin, again } = event.target.elements;
  const told = (words) => { said.textContent = words; said.hidden = !words; };
  if (pin.value !== again.value) { told(say("pins_differ")); again.focus(); return; }
  const button = one("#enrol-form button");
  button.disabled = true;
  told("");
  try { await enrol(token(), name.value.trim(), pin.value); } catch (error) {
    told(error instanceof Refused ? error.words : say("no_network"));
  }
  pin.value = again.value = "";
  button.disabled = false;
}

/* A device that has been enrolled before may be so again once nothing waits in it. */
async function mayEnrol() {
  const before = await get("facts", "device");
  if (!before) return true;
  await openLog(before);
  await openPhotos(before);
  if (unsent() === 0) return true;
  startSending(before, () => {});
  await sendNow();
  stopSending();
  const left = waiting() + photos.waiting.filter(({ words }) => !words).length; /* what the hub refused holds nobody up */
  if (left > 0) begin(say("enrol_waiting", { n: left }));
  return left === 0;
}

/* --- the PIN --- */

function lock() {
  closeSession();
  show("locked");
}

async function opening(event) {
  event.preventDefault();
  const input = one("#pin");
  const said = one("#pin-said");
  const button = one("#pin-form button");
  button.disabled = true;
  const vault = await get("facts", "vault");
  const key = await unlock(vault, input.value);
  input.value = "";
  button.disabled = false;
  said.hidden = Boolean(key);
  if (!key) {
    await wrong(vault);
    return;
  }
  if (vault.wrong) await put("facts", "vault", { ...vault, wrong: 0 });
  await opened(key);
}

async function wrong(vault) {
  const left = MOST_WRONG - vault.wrong - 1;
  one("#pin-said").textContent = say("pin_wrong", { left });
  one("#pin").focus();
  if (left > 0) {
    await put("facts", "vault", { ...vault, wrong: vault.wrong + 1 });
    return;
  }
  await eraseBundle();
  await drop("facts", "vault");
  begin(say("pin_gone"));
}

async function opened(key) {
  const { device } = session;
  if (await ended(device)) await eraseBundle(true);
  openSession(device, key, await openBundle(key));
  touched = Date.now();
  if (SCREENS.includes(location.hash.slice(1))) route(); else go(session.base.head ? "desk" : "own");
}

/* --- going on --- */

function route() {
  const name = location.hash.slice(1);
  if (session.key && SCREENS.includes(name)) show(name);
}

function showHead() {
  const chip = one("#head-state");
  chip.textContent = session.device ? sendingWords() : "";
  chip.dataset.state = unsent() > 0 ? sending.state : "idle";
}

async function heard() {
  showHead();
  showAll();
  showPhotos();
  if (sending.state === "cut_off") await cutOff();
}

/* The hub wants nothing more of this device: readers go at once, the rest when it is sent. */
async function cutOff() {
  await eraseBundle();
  await drop("facts", "vault");
  const left = waiting();
  begin([sending.words, left ? say("cut_off_waiting", { n: left }) : say("cut_off_erased")].join(" "));
  if (left > 0) return;
  stopSending();
  forgetLog();
  photos.waiting = [];
  await wipe();
}

async function giveUp() {
  stopSending();
  forgetLog();
  photos.waiting = [];
  await wipe();
  session.device = null;
  begin(say("given_up"));
}

async function watch() {
  if (session.device && await ended(session.device)) {
    await eraseBundle(true);
    if (session.key) {
      openSession(session.device, session.key, baseOf(null, null, null));
      show("own");
    }
  }
  if (session.key && Date.now() - touched > IDLE) lock();
}

async function boot() {
  if (token()) {
    if (await mayEnrol()) show("enrol");
    return;
  }
  const device = await get("facts", "device");
  if (!device) { begin(say("start")); return; }
  session.device = device;
  await openLog(device);
  await openPhotos(device);
  startSending(device, heard);
  const vault = await get("facts", "vault");
  if (vault) show("locked"); else begin(say("pin_gone"));
  if (await ended(device)) await eraseBundle(true);
}

function wire() {
  [startDesk, startDone, startVisits, startCards, startCounting, startReports, startSheets].forEach((start) => start());
  startOwn(giveUp);
  one("#enrol-form").addEventListener("submit", enrolling);
  one("#pin-form").addEventListener("submit", opening);
  each("[data-lock]", (button) => button.addEventListener("click", lock));
  addEventListener("hashchange", () => { if (token()) location.reload(); else route(); });
  each("a[href^='#']", (link) => link.addEventListener("click", route)); /* also when its name stands in the address */
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => { touched = Date.now(); }, { passive: true });
  addEventListener("keydown", keys);
  document.addEventListener("bundle-erased", () => { openSession(session.device, session.key, baseOf(null, null, null)); showAll(); });
  whenChanged(showHead);
  setInterval(watch, 30_000);
}

/* The same keys as at the desk with a network. */
function keys(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^(F\d+|Escape)$/.test(event.key)) return;
  const target = one(`[data-screen="${screen()}"] [data-key-press="${event.key}"]`);
  if (!target || target.closest("[hidden]")) return;
  event.preventDefault();
  target.click();
}

function camera() {
  const reads = "BarcodeDetector" in window;
  each("[data-camera]", (section) => { section.hidden = !reads; });
  each("[data-no-camera]", (line) => { line.hidden = reads; });
}

async function alone() {
  if (!navigator.locks) { await boot(); return; }
  await navigator.locks.request("lienthu desk", { ifAvailable: true }, (lock) => lock && held());
  show("elsewhere");
  await navigator.locks.request("lienthu desk", held);
}

/* Kept until the page goes: two tabs never write the same log. */
async function held() {
  await boot();
  return new Promise(() => {});
}

if (can()) {
  wire();
  camera();
  navigator.serviceWorker.register(facts.worker).catch(() => { one("#no-worker").hidden = false; });
  await alone();
} else begin(say(isSecureContext ? "browser_old" : "not_secure"));
