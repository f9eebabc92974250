/* Keys. The device's own pair signs what it sends and cannot be taken out of the browser. Patrons are sealed with a data
   key, which is itself sealed with a key made from the PIN, so that whoever finds the phone reads no names. */

const ITERATIONS = 400_000; /* of PBKDF2: half a second on a cheap phone, once for each opening */
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
const text = new TextEncoder();

export const base64 = (bytes) => {
  let found = "";
  for (const byte of new Uint8Array(bytes)) found += String.fromCharCode(byte);
  return btoa(found);
};
export const base64url = (bytes) => base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export const newPair = () => crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
export async function publicKey(pair) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return { kty, crv, x, y };
}

/* For personal data in events that wait to be sent: like the pair it never leaves the browser, and needs no PIN, so
   that a forgotten PIN loses nothing that was done. */
export const newOutbox = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

/* The signature of docs/offline-protocol.md, section 1, over `body` (bytes). */
export async function signature(device, method, path, time, body) {
  const sum = [...new Uint8Array(await crypto.subtle.digest("SHA-256", body))];
  const hex = sum.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const lines = ["lienthu-1", method, path, time, hex, device.id || "new"].join("\n");
  return base64url(await crypto.subtle.sign(SIGNING, device.pair.privateKey, text.encode(lines)));
}

async function fromPin(pin, salt, iterations) {
  const material = await crypto.subtle.importKey("raw", text.encode(pin.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

/* A new data key under the PIN: what to keep, and the key itself for now. */
export async function newVault(pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", key, await fromPin(pin, salt, ITERATIONS), { name: "AES-GCM", iv });
  const vault = { salt, iv, wrapped, iterations: ITERATIONS, wrong: 0 };
  return { vault, key: await unlock(vault, pin) };
}

/* The data key, or null when the PIN is another one. */
export async function unlock(vault, pin) {
  const from = await fromPin(pin, vault.salt, vault.iterations);
  try {
    const way = { name: "AES-GCM", iv: vault.iv };
    return await crypto.subtle.unwrapKey("raw", vault.wrapped, from, way, "AES-GCM", false, ["encrypt", "decrypt"]);
  } catch { return null; }
}

export async function seal(key, thing) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text.encode(JSON.stringify(thing))) };
}

export async function unseal(key, sealed) {
  const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.bytes);
  return JSON.parse(new TextDecoder().decode(bytes));
}
