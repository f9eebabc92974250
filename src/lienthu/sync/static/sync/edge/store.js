/* What the device keeps: an IndexedDB of small facts, the parts of the bundle, and the log of events. */

const NAME = "lienthu";
const VERSION = 1;
let opened = null;

function open() {
  opened ??= new Promise((done, fail) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const base = request.result;
      base.createObjectStore("facts"); /* name → anything: the device, the vault, the bundle's head, counts */
      base.createObjectStore("parts"); /* name → a part of the bundle; patrons are sealed */
      base.createObjectStore("events", { keyPath: "seq" }); /* append only */
      base.createObjectStore("outcomes", { keyPath: "seq" }); /* what the hub said of each event */
    };
    request.onsuccess = () => {
      const base = request.result;
      base.onversionchange = () => { base.close(); opened = null; };
      done(base);
    };
    request.onerror = () => fail(request.error);
  });
  return opened;
}

const answer = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

/* One transaction: `work` gets the stores by name and must ask them at once; done when it is on the disk. */
export async function together(names, mode, work) {
  const base = await open();
  const transaction = base.transaction(names, mode, { durability: mode === "readwrite" ? "strict" : "default" });
  const finished = new Promise((done, fail) => {
    transaction.oncomplete = done;
    transaction.onabort = () => fail(transaction.error || new Error("aborted"));
  });
  const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
  let result;
  try { result = await work(stores); } catch (error) {
    try { transaction.abort(); } catch { /* it is over already */ }
    finished.catch(() => {});
    throw error;
  }
  await finished;
  return result;
}

export const get = (store, key) => together([store], "readonly", (at) => answer(at[store].get(key)));
export const all = (store, range) => together([store], "readonly", (at) => answer(at[store].getAll(range)));
export const put = (store, key, value) => together([store], "readwrite", (at) => { at[store].put(value, key); });
export const drop = (store, key) => together([store], "readwrite", (at) => { at[store].delete(key); });
export { answer };

/* Erase everything; for a device that is given up. */
export async function wipe() {
  if (opened) (await opened).close();
  opened = null;
  await new Promise((done) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onerror = request.onblocked = done;
  });
}
