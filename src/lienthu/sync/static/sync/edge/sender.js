/* Sending that goes on by itself: when something was done, when the network is back, and from time to time. Sending
   twice does no harm: the hub passes over what it has. */

import { Away, Refused, ask, saveDevice } from "./hub.js";
import { batch, decided, last, log, stored, waiting } from "./log.js";
import { sendPhotos, tryAgain } from "./photos.js";

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 300_000;
const SOON = 400; /* ms after something was done, so that a row of scans goes in one batch */
const ASK_AGAIN = 3_000; /* while the hub has not decided on everything */
const IDLE = 60_000;

/* state: "idle", "sending", "away", "refused", "cut_off"; `words` are the hub's. */
export const sending = { state: "idle", words: "", at: null };
let device = null;
let told = () => {};
let timer = 0;
let wait = FIRST_WAIT;
let running = null;
let undecided = 0;
let most = 500;
let asked = false; /* what the hub knows of this device, once for each time the page is loaded */

export function startSending(own, hear) {
  device = own;
  told = hear;
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  navigator.serviceWorker?.addEventListener("message", (event) => { if (event.data === "send") wake(); });
  sendNow();
}

/* There is hope again: waits are short from here on. */
function wake() {
  wait = FIRST_WAIT;
  sendNow();
}

export function stopSending() {
  clearTimeout(timer);
  device = null;
}

/* Something was done; while the hub is out of reach the next try stays where it is. */
export function soon() {
  askTheBrowser();
  if (sending.state !== "away") later(SOON);
}

/* Now; resolves when the round is over, true when everything is at the hub. */
export function sendNow() {
  if (!device) return Promise.resolve(false);
  clearTimeout(timer);
  running ??= round().finally(() => { running = null; });
  return running;
}

/* An answer is progress: however long the road was until here, the next wait is a short one. */
async function answered(...request) {
  const answer = await ask(device, ...request);
  wait = FIRST_WAIT;
  return answer;
}

function later(ms) {
  clearTimeout(timer);
  if (device) timer = setTimeout(sendNow, ms);
}

/* Chromium wakes the page when the network is back; elsewhere the timer does. Asked for once for all that waits. */
async function askTheBrowser() {
  if (waiting() > 1) return;
  try { await (await navigator.serviceWorker?.ready)?.sync?.register("send"); } catch { /* not offered */ }
}

function become(state, words = "") {
  Object.assign(sending, { state, words, at: state === "idle" ? Date.now() : sending.at });
  told();
}

async function round() {
  become("sending");
  try {
    if (waiting() > 0) tryAgain();
    const erase = await sendAll();
    if (!asked) await agree();
    await hearAll();
    if (erase) {
      become("cut_off");
      return waiting() === 0;
    }
    if (undecided === 0) await sendPhotos(device, answered, told); /* the report may have to say first that it was driven */
    become("idle");
    later(waiting() > 0 ? SOON : undecided > 0 ? ASK_AGAIN : IDLE);
    return waiting() === 0;
  } catch (error) {
    return trouble(error);
  }
}

function trouble(error) {
  if (error instanceof Refused) {
    if (error.code === "too_large" && most > 1) {
      most = Math.ceil(most / 2);
      later(SOON);
    } else if (error.erase) {
      become("cut_off", error.words);
      if (waiting() > 0) later(FIRST_WAIT);
    } else {
      become("refused", error.words);
      later(LONGEST_WAIT);
    }
    return false;
  }
  become("away");
  later(wait * (0.8 + 0.4 * Math.random()));
  wait = Math.min(2 * wait, LONGEST_WAIT);
  if (!(error instanceof Away)) throw error;
  return false;
}

/* A hub that was put back from a copy has less than it said: then it is sent again. */
async function agree() {
  const { kinds, limits, name, person, stored_to: to } = await answered("GET", "status/");
  Object.assign(device, { kinds, limits, name, person });
  await saveDevice(device);
  await stored(Math.min(to, last()));
  asked = true;
}

/* Whether the hub says that this device is cut off. */
async function sendAll() {
  let erase = false;
  while (waiting() > 0) {
    const body = batch(log.storedTo, { events: Math.min(most, device.limits.batch_events), bytes: device.limits.batch_bytes });
    const before = log.storedTo;
    const answer = await answered("POST", "batches/", body);
    undecided = answer.waiting;
    erase ||= answer.erase;
    for (const conflict of answer.conflicts) sending.conflict = conflict.words;
    await stored(Math.min(answer.stored_to, last()));
    told();
    if (log.storedTo <= before) break; /* the hub has less than it had: from there, in the next round */
  }
  return erase;
}

async function hearAll() {
  for (;;) {
    const answer = await answered("GET", `outcomes/?after=${log.cursor}`);
    undecided = answer.waiting;
    if (answer.outcomes.length) await decided(answer.outcomes, answer.cursor);
    if (!answer.more) return;
  }
}
