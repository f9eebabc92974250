/* The append-only log of this device. An event has its place in it before anything is shown, and keeps it for ever. */

import { all, answer, put, together } from "./store.js";
import { seal, unseal } from "./vault.js";

export const boot = crypto.randomUUID(); /* one for each time the page is loaded: monotonic clocks compare within it */
const PERSONAL = new Set(["new_card"]); /* sealed on the disk until they are sent, and after */

export const log = { events: [], outcomes: new Map(), storedTo: 0, cursor: 0 };
let turn = Promise.resolve();
const hearers = new Set();
export const whenChanged = (work) => hearers.add(work);
export const changed = () => hearers.forEach((work) => work());

export async function openLog(device) {
  const rows = await all("events");
  log.events = [];
  for (const { sealed, ...event } of rows) {
    log.events.push(sealed ? { ...event, data: await unseal(device.outbox, sealed) } : event);
  }
  log.outcomes = new Map((await all("outcomes")).map((row) => [row.seq, row]));
  const told = await together(["facts"], "readonly", async ({ facts }) => answer(facts.get("told"))) || {};
  log.storedTo = told.storedTo || 0;
  log.cursor = told.cursor || 0;
  mark();
}

export const last = () => log.events.at(-1)?.seq || 0;
export const waiting = () => last() - log.storedTo;
export const forgetLog = () => Object.assign(log, { events: [], outcomes: new Map(), storedTo: 0, cursor: 0 });

/* Write one event; resolves with it when it is on the disk. One after the other, so that no number is left out. */
export function append(device, kind, data, bundle) {
  const made = { id: crypto.randomUUID(), kind, at: new Date().toISOString() };
  const clock = { offset_ms: device.offset ?? null, boot, mono_ms: Math.round(performance.now()) };
  const written = turn.then(async () => {
    const event = { seq: last() + 1, ...made, clock, bundle, data };
    const row = PERSONAL.has(kind) ? { ...event, data: null, sealed: await seal(device.outbox, data) } : event;
    await together(["events"], "readwrite", ({ events }) => { events.add(row); });
    log.events.push(event);
    return event;
  });
  turn = written.catch(() => {}); /* the next one is tried all the same */
  return written;
}

/* The hub has everything up to here. */
export async function stored(to) {
  if (to === log.storedTo) return;
  log.storedTo = to;
  await put("facts", "told", { storedTo: log.storedTo, cursor: log.cursor });
  changed();
}

/* What the hub decided; the later row of an event takes the place of the earlier one. */
export async function decided(outcomes, cursor) {
  await together(["outcomes", "facts"], "readwrite", ({ outcomes: kept, facts }) => {
    for (const row of outcomes) kept.put(row);
    facts.put({ storedTo: log.storedTo, cursor }, "told");
  });
  for (const row of outcomes) log.outcomes.set(row.seq, row);
  log.cursor = cursor;
  mark();
  changed();
}

function mark() {
  for (const [seq, { facts }] of log.outcomes) if (log.events[seq - 1]) log.events[seq - 1].facts = facts;
}

/* An event as it is sent: what the protocol names, nothing else. */
export const plain = ({ seq, id, kind, at, clock, bundle, data }) => ({ seq, id, kind, at, clock, bundle, data });

/* What to say of an event: waiting, sent, applied, question, dropped. */
export function stateOf(event) {
  const outcome = log.outcomes.get(event.seq);
  if (outcome) return outcome;
  return { outcome: event.seq <= log.storedTo ? "sent" : "waiting", words: "" };
}

const text = new TextEncoder();
const HEAD = 400; /* bytes of a batch without its events, at most */

/* The batch that begins after `from`: at most `events` of them and `bytes` long. */
export function batch(from, limits) {
  const events = [];
  let size = HEAD;
  for (const event of log.events.slice(from, from + limits.events)) {
    size += text.encode(JSON.stringify(plain(event))).length + 1;
    if (events.length && size > limits.bytes) break;
    events.push(plain(event));
  }
  return {
    batch: crypto.randomUUID(), device_now: new Date().toISOString(), boot, mono_ms: Math.round(performance.now()),
    last_seq: last(), events,
  };
}
