/* Speaking with the hub: every request signed with the device's key, the hub's clock learned from every answer. */

import { put } from "./store.js";
import { signature } from "./vault.js";
import { facts } from "./page.js";

const PATIENCE = 30_000; /* ms without an answer */
const text = new TextEncoder();

/* No answer, or one that is not the hub's: wait and ask again. */
export class Away extends Error {}
/* The hub answered no: `code` and `words` as it said them. */
export class Refused extends Error {
  constructor(status, answer) {
    super(answer.words || answer.code);
    Object.assign(this, { status, code: answer.code, words: answer.words || "", erase: Boolean(answer.erase) });
  }
}

/* The device as it is kept: { id, name, pair, outbox, offset, … }; an id only once the hub knows it. */
export const saveDevice = (device) => put("facts", "device", device);

async function learn(device, now, before, after) {
  const offset = Math.round(Date.parse(now) - (before + after) / 2);
  const far = device.offset === null || device.offset === undefined || Math.abs(offset - device.offset) > 1000;
  device.offset = far ? offset : device.offset;
  if (far && device.id) await saveDevice(device);
}

async function once(device, method, path, body, heard) {
  const bytes = body === null ? new Uint8Array() : text.encode(JSON.stringify(body));
  const address = facts.api + path;
  const time = new Date(Date.now() + (device.offset || 0)).toISOString();
  const headers = {
    "Lienthu-Device": device.id || "new", "Lienthu-Time": time,
    "Lienthu-Signature": await signature(device, method, address, time, bytes),
  };
  if (body !== null) headers["Content-Type"] = "application/json";
  const before = Date.now();
  let status;
  let answer;
  try {
    const response = await fetch(address, {
      method, headers, body: body === null ? undefined : bytes, cache: "no-store", credentials: "omit",
      redirect: "error", signal: AbortSignal.timeout(heard ? 10 * PATIENCE : PATIENCE),
    });
    status = response.status;
    answer = JSON.parse(await received(response, heard));
  } catch (error) { throw new Away(String(error)); }
  if (!answer || typeof answer !== "object" || !answer.now) throw new Away("not the hub");
  await learn(device, answer.now, before, Date.now());
  return { status, answer };
}

async function received(response, heard) {
  if (!heard || !response.body) return response.text();
  const pieces = [];
  let size = 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(pieces).text();
    pieces.push(value);
    size += value.length;
    heard(size);
  }
}

/* The hub's answer as an object; throws Away or Refused. `heard(bytes)` is told how much has come. */
export async function ask(device, method, path, body = null, heard = null) {
  let { status, answer } = await once(device, method, path, body, heard);
  if (status === 401 && answer.code === "time") ({ status, answer } = await once(device, method, path, body, heard));
  if (status === 429 || status >= 500) throw new Away(String(status));
  if (status >= 400) throw new Refused(status, answer);
  return answer;
}
