/* Photographs of a trip: made smaller and sealed like a new card's data, sent after the events, each once by its digest.
   They wait among the facts, beside the log: an event is small, a photograph is not. */

import { Refused } from "./hub.js";
import { waiting } from "./log.js";
import { all, drop, get, put } from "./store.js";
import { base64, seal, signature, unseal } from "./vault.js";

const LONGEST = 1600; /* pixels of a side */
const LARGEST = 650_000; /* bytes; in base64 they fit a request */
const QUALITIES = [0.8, 0.6, 0.4, 0.2];
const text = new TextEncoder();
const place = (digest) => `photo ${digest}`;

export const photos = { waiting: [] }; /* { digest, trip, at, caption, agreed, words, filed }: what the hub said against it, how many files have it */
export const unsent = () => waiting() + photos.waiting.length;

export async function openPhotos(device) {
  const rows = await all("facts", IDBKeyRange.bound("photo ", "photo!"));
  const opened = rows.map(async ({ digest, trip, at, about }) => ({ digest, trip, at, words: "", ...await unseal(device.outbox, about) }));
  photos.waiting = (await Promise.all(opened)).sort((one, other) => one.at - other.at);
}

/* The picture as a JPEG that fits, without what the phone wrote into it; null for what is no picture. */
async function smaller(file) {
  let picture;
  try { picture = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return null; }
  const share = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: Math.round(picture.width * share), height: Math.round(picture.height * share) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const quality of QUALITIES) {
    const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", quality); });
    if (made && made.size <= LARGEST) return made.arrayBuffer();
  }
  return null;
}

/* Keep one; resolves with it when it is on the disk, with null for what is no picture. */
export async function keepPhoto(device, trip, file, about) {
  const bytes = await smaller(file);
  if (!bytes) return null;
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const digest = [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const row = { digest, trip, at: Date.now(), about: await seal(device.outbox, about), sealed: await seal(device.outbox, base64(bytes)) };
  await put("facts", place(digest), row);
  const photo = { digest, trip, at: row.at, words: "", ...about };
  photos.waiting = [...photos.waiting.filter((other) => other.digest !== digest), photo];
  return photo;
}

export async function dropPhoto(digest) {
  await drop("facts", place(digest));
  photos.waiting = photos.waiting.filter((photo) => photo.digest !== digest);
}

/* What the hub refused is tried again: the page was loaded anew, somebody asks for it, or events went before it. */
export const tryAgain = () => photos.waiting.forEach((photo) => { photo.words = ""; });

/* One after the other; `send` asks the hub. One that is refused waits with the hub's words, and the next one goes. */
export async function sendPhotos(device, send, told) {
  for (const photo of photos.waiting.filter(({ words }) => !words)) {
    const { sealed } = await get("facts", place(photo.digest)) || {};
    if (!sealed) continue; /* it was taken away meanwhile */
    const { trip, caption, agreed } = photo;
    try {
      await send("POST", "photos/", { trip, caption, agreed, jpeg: await unseal(device.outbox, sealed) });
      await dropPhoto(photo.digest);
    } catch (error) {
      if (!(error instanceof Refused) || error.erase) throw error;
      photo.words = error.words;
    }
    told();
  }
}

/* For a file of docs/offline-protocol.md, section 8: those that no file has yet come first, as many as fit in `room` bytes,
   each signed by itself and already a Blob, so that a small phone need not hold all of them at once. */
export async function photosForFile(device, time, room) {
  const found = [];
  let left = room;
  for (const photo of [...photos.waiting].sort((one, other) => (one.filed || 0) - (other.filed || 0))) {
    const { sealed } = await get("facts", place(photo.digest)) || {};
    if (!sealed) continue; /* it was sent, or taken away, meanwhile */
    const { trip, caption, agreed } = photo;
    const body = JSON.stringify({ trip, caption, agreed, jpeg: await unseal(device.outbox, sealed) });
    const proof = await signature(device, "FILE", "/may/api/photos/", time, text.encode(body));
    const made = new Blob([JSON.stringify({ body, signature: proof })]);
    if (made.size > left) break;
    left -= made.size;
    photo.filed = (photo.filed || 0) + 1;
    found.push(made);
  }
  return found;
}
