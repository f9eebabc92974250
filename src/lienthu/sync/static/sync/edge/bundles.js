/* The bundle: what the device takes along. Copies lie open, patrons are sealed with the data key; both go when it ends. */

import { baseOf } from "./base.js";
import { ask } from "./hub.js";
import { last, log } from "./log.js";
import { answer, get, put, together } from "./store.js";
import { seal, unseal } from "./vault.js";

export const scopes = (device) => ask(device, "GET", "scopes/");

/* Take a bundle and keep it in the place of the one before. `tell(step, bytes)`: "asking", "coming", "keeping". The same
   number is asked for again until it has come, so that a lost answer costs nothing. */
export async function take(device, key, scope, tell) {
  const asked = await get("facts", "asking");
  const again = asked && asked.kind === scope.kind && asked.id === scope.id;
  const request = again ? asked : { bundle: crypto.randomUUID(), kind: scope.kind, id: scope.id };
  await put("facts", "asking", request);
  tell("asking", 0);
  const upTo = log.storedTo;
  const body = { bundle: request.bundle, scope: { kind: scope.kind, id: scope.id } };
  const { copies, patrons, ...rest } = await ask(device, "POST", "bundles/", body, (bytes) => tell("coming", bytes));
  tell("keeping", 0);
  const head = { ...rest, foldedTo: upTo, leftOut: patrons.left_out || 0 };
  const sealed = await seal(key, patrons);
  await together(["facts", "parts"], "readwrite", ({ facts, parts }) => {
    parts.put(copies, "copies");
    parts.put(sealed, "patrons");
    facts.put(head, "bundle");
    facts.delete("asking");
    facts.delete("over");
  });
  return baseOf(head, copies, patrons);
}

/* The bundle that is here, opened with the data key; an empty base without one. */
export async function openBundle(key) {
  const [head, copies, sealed] = await together(["facts", "parts"], "readonly", ({ facts, parts }) => Promise.all([
    answer(facts.get("bundle")), answer(parts.get("copies")), answer(parts.get("patrons")),
  ]));
  if (!head) return baseOf(null, null, null);
  return baseOf(head, copies, sealed ? await unseal(key, sealed) : null);
}

/* Readers and copies go, the log stays. `over`: because its days are; then what it was is kept to be told. */
export async function eraseBundle(over = false) {
  const head = over ? await get("facts", "bundle") : null;
  await together(["facts", "parts"], "readwrite", ({ facts, parts }) => {
    parts.clear();
    facts.delete("bundle");
    facts.delete("asking");
    if (head) facts.put({ name: head.scope.name, expires_at: head.expires_at }, "over"); else facts.delete("over");
  });
}

export async function ended(device, now = Date.now()) {
  const head = await get("facts", "bundle");
  return Boolean(head) && Date.parse(head.expires_at) <= now + (device.offset || 0);
}

export const upToDate = () => last() === log.storedTo;
