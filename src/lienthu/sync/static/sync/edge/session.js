/* The open desk: the device, the bundle, what was done, and whom it serves. */

import { baseOf } from "./base.js";
import { copyNow, folded, lay, loanOf, loansOf, personOf } from "./folding.js";
import { append, changed, log } from "./log.js";
import { dayOf, daySpan, unwritten } from "./page.js";
import { soon } from "./sender.js";

export const session = { device: null, key: null, base: baseOf(null, null, null), overlay: null, serving: "" };

/* The hub's clock as far as the device knows it. */
export const now = () => Date.now() + (session.device?.offset || 0);
export const today = () => dayOf(now());

/* A test of events: whether they were written today, by the hub's clock. */
export function isToday() {
  const { offset } = session.device;
  const [first, last] = daySpan(today());
  return ({ at }) => { const moment = Date.parse(at) + (offset || 0); return first <= moment && moment < last; };
}

export function openSession(device, key, base) {
  Object.assign(session, { device, key, base, serving: "" });
  refold();
}

export function closeSession() {
  Object.assign(session, { key: null, base: baseOf(null, null, null), overlay: null, serving: "" });
}

export function refold() {
  session.overlay = folded(session.base, log.events, session.base.head?.foldedTo || 0);
}

/* Do one thing: it is in the log, on the disk, before this returns. */
export async function act(kind, data) {
  const { device, base, overlay } = session;
  const trip = base.head?.trip;
  let event;
  try { event = await append(device, kind, trip ? { ...data, trip } : data, base.head?.bundle || null); } catch (error) {
    unwritten(error.message || error.name);
    throw error;
  }
  unwritten("");
  if (kind === "undo") refold(); else lay(base, overlay, event);
  changed();
  soon();
  return event;
}

export const undo = (event) => act("undo", { event: event.id });
export const copyAt = (id) => copyNow(session.base, session.overlay, id);
export const loanAt = (key) => loanOf(session.base, session.overlay, key);
export const personAt = (key) => personOf(session.base, session.overlay, key);
export const loansAt = (key) => loansOf(session.base, session.overlay, key);
