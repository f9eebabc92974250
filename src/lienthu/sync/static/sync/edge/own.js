/* The device itself: what it carries, whether it has sent, its room and its clock; saving a file; giving it up. */

import { base64url, signature } from "./vault.js";
import { Refused, ask } from "./hub.js";
import { eraseBundle, scopes, take } from "./bundles.js";
import { batch, log, waiting, whenChanged } from "./log.js";
import { clock, dayOf, fill, grouped, make, megabytes, one, say, screen, shown, tell, whenShown } from "./page.js";
import { photos, photosForFile, tryAgain, unsent } from "./photos.js";
import { openSession, session } from "./session.js";
import { sendNow, sending } from "./sender.js";
import { get, put } from "./store.js";

const WRONG_CLOCK = 120_000; /* ms that are worth a word */
const FULL = 0.8;
const FILE_ROOM = 55_000_000; /* bytes of a file; the hub takes 60 MB */
const text = new TextEncoder();
const day = (iso) => { const at = Date.parse(iso); return `${clock(at)} ${shown(dayOf(at))}`; };

/* The state of sending in a few words, for the head of the page and for this screen. */
export function sendingWords() {
  const n = unsent();
  if (sending.state === "refused" || sending.state === "cut_off") return sending.words || say("sending_refused");
  if (n === 0) return sending.state === "away" ? say("all_sent_away") : say("all_sent");
  return say(sending.state === "away" ? "waiting_away" : "waiting_sending", { n });
}

function showBundle() {
  const { head, copies, patrons } = session.base;
  one("#bundle-none").hidden = Boolean(head);
  const lines = head ? [
    [say("bundle_of"), head.scope.name], [say("bundle_made"), day(head.made_at)], [say("bundle_until"), day(head.expires_at)],
    [say("bundle_copies"), grouped(copies.size)], [say("bundle_patrons"), grouped(patrons.size)],
  ] : [];
  if (head?.leftOut) lines.push([say("bundle_left_out"), grouped(head.leftOut)]);
  fill("#bundle-facts", ...lines.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

async function showOver() {
  const over = session.base.head ? null : await get("facts", "over");
  one("#bundle-over").hidden = !over;
  if (over) one("#bundle-over").textContent = say("bundle_over", { name: over.name, day: day(over.expires_at) });
}

/* Where the trip stops, where a room put `stops` into its part: [{ name, from, to }]. */
function showStops() {
  const stops = Object.values(session.base.head?.parts || {}).flatMap((part) => part?.stops || []);
  one("#bundle-stops").hidden = stops.length === 0;
  fill("#stop-list", ...stops.map(({ name, from, to }) => make("li", {}, `${from}–${to} ${name}`)));
}

function scopeButton(scope) {
  const size = scope.copies !== undefined && say("scope_size", { copies: grouped(scope.copies) });
  const words = [scope.name, size].filter(Boolean).join(" · ");
  return make("li", {}, make("button", { type: "button", class: "button big", onclick: () => load(scope) }, words));
}

async function showScopes() {
  const said = one("#scope-said");
  said.hidden = false;
  said.textContent = say("scopes_asked");
  try {
    const found = (await scopes(session.device)).scopes;
    said.hidden = found.length > 0;
    said.textContent = say("scopes_none");
    const likely = (scope) => scope.copies !== 0 || scope.kind === "trip";
    fill("#scope-list", ...found.filter(likely).map(scopeButton));
    fill("#scope-empty-list", ...found.filter((scope) => !likely(scope)).map(scopeButton));
    one("#scope-empty").hidden = found.every(likely);
  } catch (error) { said.textContent = error instanceof Refused ? error.words : say("no_network"); }
}

const STEPS = { asking: "load_asking", coming: "load_coming", keeping: "load_keeping" };

/* What waits is sent first, so that the new bundle has it in it. */
async function load(scope) {
  const said = one("#scope-said");
  const bar = one("#load-bar");
  const tellStep = (step, bytes) => { said.textContent = say(STEPS[step], { size: megabytes(bytes) }); };
  said.hidden = bar.hidden = false;
  one("#scopes").inert = one("#scopes-ask").disabled = true;
  const began = performance.now();
  try {
    if (waiting() > 0) { said.textContent = say("load_sending"); await sendNow(); }
    await navigator.storage?.persist?.();
    const base = await take(session.device, session.key, scope, tellStep);
    openSession(session.device, session.key, base);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    said.textContent = say("load_done", { copies: grouped(base.copies.size), patrons: grouped(base.patrons.size), seconds });
    fill("#scope-list"); /* it is chosen: what is told of it stays in sight */
    fill("#scope-empty-list");
    one("#scope-empty").hidden = true;
    document.dispatchEvent(new CustomEvent("bundle"));
  } catch (error) {
    said.textContent = error instanceof Refused ? error.words : error.name === "QuotaExceededError" ? say("no_room") : say("load_failed");
  }
  tell(said.textContent);
  bar.hidden = true;
  one("#scopes").inert = one("#scopes-ask").disabled = false;
  showAll();
}

async function showRoom() {
  const kept = await navigator.storage?.persisted?.();
  const { usage = 0, quota = 0 } = await navigator.storage?.estimate?.() || {};
  one("#room").textContent = say(kept ? "room_kept" : "room_not_kept", { used: megabytes(usage), free: megabytes(Math.max(0, quota - usage)) });
  one("#room-full").hidden = !(quota && usage / quota > FULL);
}

function showClock() {
  const { offset } = session.device;
  const wrong = Math.abs(offset || 0) > WRONG_CLOCK;
  one("#clock-wrong").hidden = !wrong;
  if (wrong) one("#clock-wrong").textContent = say("clock_wrong", { minutes: grouped(Math.round(Math.abs(offset) / 60_000)) });
}

/* docs/offline-protocol.md, section 8. */
async function saveFile() {
  const { device } = session;
  const time = new Date().toISOString();
  const body = text.encode(JSON.stringify(batch(log.storedTo, { events: device.limits.file_events, bytes: Infinity })));
  const file = JSON.stringify({ format: "lienthu-events-1", device: device.id, time, body: base64url(body),
    signature: await signature(device, "FILE", "/may/api/batches/", time, body) });
  const pictures = await photosForFile(device, time, FILE_ROOM - file.length);
  const pieces = [file.slice(0, -1), ',"photos":[', ...pictures.flatMap((one, turn) => (turn ? [",", one] : [one])), "]}"];
  const address = URL.createObjectURL(new Blob(pieces, { type: "application/json" }));
  const name = device.name.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll(/[đĐ]/g, "d").replaceAll(/[^A-Za-z0-9]+/g, "-");
  make("a", { href: address, download: `lienthu-${name}-${time.slice(0, 16).replaceAll(/[:T]/g, "-")}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  await put("facts", "saved", { upTo: log.events.at(-1)?.seq || 0, at: Date.now() });
  const left = photos.waiting.filter(({ filed }) => !filed).length;
  const said = [say("file_saved", { n: waiting() }), pictures.length && say("file_photos", { n: pictures.length }), left && say("file_photos_left", { n: left })];
  one("#file-said").textContent = said.filter(Boolean).join(" ");
}

async function check() {
  try {
    await ask(session.device, "GET", "status/");
    tryAgain();
    await sendNow();
  } catch (error) { one("#sending-words").textContent = error instanceof Refused ? error.words : say("no_network"); return; }
  showSending();
}

function showSending() {
  one("#sending-words").textContent = sendingWords();
  one("#conflict").hidden = !sending.conflict;
  one("#conflict").textContent = sending.conflict || "";
  one("#file-button").disabled = unsent() === 0;
}

export function showAll() {
  if (screen() !== "own" || !session.device) return;
  showBundle();
  showOver();
  showStops();
  showSending();
  showClock();
  showRoom();
  one("#own-name").textContent = session.device.name;
  one("#own-facts").textContent = [session.device.person, session.device.library?.name, session.device.site?.name].filter(Boolean).join(" · ");
}

let install = null;

export function startOwn(giveUp) {
  one("#scopes-ask").addEventListener("click", showScopes);
  one("#send-now").addEventListener("click", check);
  one("#file-button").addEventListener("click", saveFile);
  one("#give-up").addEventListener("click", () => {
    if (unsent() > 0) one("#give-up-said").textContent = say("give_up_waiting", { n: unsent() });
    else { one("#give-up-sure").hidden = false; one("#give-up-sure button").focus(); }
  });
  one("#give-up-sure button").addEventListener("click", giveUp);
  one("#drop-bundle").addEventListener("click", async () => { await eraseBundle(); document.dispatchEvent(new CustomEvent("bundle-erased")); });
  addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); install = event; one("#install").hidden = false; });
  one("#install").addEventListener("click", async () => { await install?.prompt(); one("#install").hidden = true; });
  whenShown("own", () => { one("#give-up-sure").hidden = true; one("#file-said").textContent = one("#give-up-said").textContent = ""; showAll(); });
  whenChanged(showAll);
}
