/* What this device did, laid over the bundle: the log is the truth, this is what it comes to. Pure.

   An overlay is small and made anew from the log whenever something is undone; a new event is added in place. */

import { code } from "./base.js";

export const copyKey = (data) => (data.copy === null || data.copy === undefined ? `#${code(data.barcode)}` : `${data.copy}`);

export function personKey(data) {
  if (data.patron) return `p${data.patron}`;
  if (data.person) return `n${data.person}`;
  return data.card ? `c${code(data.card)}` : "";
}

/* `aliases`: people with a new card of this device, whom the bundle has as patrons by now. */
export const empty = () => ({ copies: new Map(), persons: new Map(), cards: new Map(), aliases: new Map(), undone: new Set() });

const keyIn = (overlay, data) => overlay.aliases.get(personKey(data)) || personKey(data);

/* The overlay of those events that the bundle does not have in it yet; `events` in the order of the log. */
export function folded(base, events, after = 0) {
  const overlay = empty();
  for (const event of events) if (event.kind === "undo") overlay.undone.add(event.data.event);
  for (const event of events) if (event.kind === "new_card" || event.seq > after) lay(base, overlay, event);
  return overlay;
}

/* Add one event at the end; `event.facts` is what the hub told of it. Undoing needs `folded`. */
export function lay(base, overlay, event) {
  if (overlay.undone.has(event.id)) return;
  HANDS[event.kind]?.(base, overlay, event);
}

const HANDS = {
  check_out(base, overlay, { data }) {
    const copy = base.copies.get(data.copy);
    const loan = {
      key: copyKey(data), copy: data.copy, barcode: data.barcode, title: copy?.title || data.barcode,
      material: copy?.material || "", person: keyIn(overlay, data), due: data.due_on, renewals: 0,
    };
    overlay.copies.set(loan.key, { status: "on_loan", loan });
  },
  check_in(base, overlay, { data }) {
    overlay.copies.set(copyKey(data), { status: "available", loan: null });
  },
  renew(base, overlay, { data }) {
    const loan = loanOf(base, overlay, copyKey(data));
    if (!loan) return;
    const renewed = { ...loan, due: data.due_on, renewals: loan.renewals + 1 };
    overlay.copies.set(loan.key, { status: "on_loan", loan: renewed });
  },
  new_card(base, overlay, { data, facts }) {
    if (facts?.patron && base.patrons.has(facts.patron)) {
      overlay.aliases.set(`n${data.person}`, `p${facts.patron}`);
      return;
    }
    const category = base.categories.find((one) => one.code === data.category);
    const person = {
      key: `n${data.person}`, name: data.full_name, number: "", cards: data.card ? [data.card] : [], category: data.category,
      band: category?.band || "", expires: null, against: [], messages: [], refer: { person: data.person },
    };
    overlay.persons.set(person.key, person);
    if (data.card) overlay.cards.set(code(data.card), person.key);
  },
  box_receipt(base, overlay, { data }) {
    for (const one of data.copies || []) overlay.copies.set(copyKey(one), { status: "available", loan: null });
  },
};

/* The copy as it stands now: the bundle's row with what was done to it here. */
export function copyNow(base, overlay, id) {
  const row = base.copies.get(id);
  if (!row) return null;
  const changed = overlay.copies.get(`${id}`);
  const status = changed?.status || row.status;
  return { ...row, key: `${id}`, status, keptFor: status === "reserved" && row.patron ? `p${row.patron}` : null };
}

/* The open loan of a copy, null when there is none that the device knows of. */
export function loanOf(base, overlay, key) {
  const changed = overlay.copies.get(key);
  if (changed) return changed.loan;
  const row = key.startsWith("#") ? null : base.copies.get(Number(key));
  if (!row || row.status !== "on_loan") return null;
  return {
    key, copy: row.id, barcode: row.barcode, title: row.title, material: row.material,
    person: row.patron ? `p${row.patron}` : "", due: row.due, renewals: row.renewals || 0,
  };
}

export function loansOf(base, overlay, key) {
  const patron = key.startsWith("p") ? base.patrons.get(Number(key.slice(1))) : null;
  const brought = (patron?.loans || []).map(([id]) => `${id}`).filter((one) => !overlay.copies.has(one));
  const found = brought.map((one) => loanOf(base, overlay, one)).filter((loan) => loan?.person === key);
  for (const { loan } of overlay.copies.values()) if (loan?.person === key) found.push(loan);
  return found;
}

/* The person behind a key; somebody whose card is not in the bundle has only the card. */
export function personOf(base, overlay, key) {
  const own = overlay.persons.get(key);
  if (own) return own;
  if (key.startsWith("p")) {
    const row = base.patrons.get(Number(key.slice(1)));
    return row ? { ...row, key, refer: { patron: row.id } } : null;
  }
  if (!key.startsWith("c")) return null;
  const card = key.slice(1);
  return { key, name: card, number: "", cards: [card], category: "", band: "", expires: null, against: [], messages: [], refer: { card } };
}

/* What was done today: { check_out, check_in, …, adult, child }. */
export function counted(events, overlay, isToday) {
  const sums = { adult: 0, child: 0 };
  for (const event of events) {
    if (overlay.undone.has(event.id) || event.kind === "undo" || !isToday(event)) continue;
    sums[event.kind] = (sums[event.kind] || 0) + 1;
    if (event.kind === "visit") sums[event.data.age_band || "adult"] += event.data.quantity ?? 1;
  }
  return sums;
}

/* What can be undone: acts with a copy, and visits. A card that was given out, a box that was counted: the library. */
const UNDOABLE = new Set(["check_out", "check_in", "renew", "in_house_use", "visit"]);

/* Whether an event can be undone: nothing later was done to its copy. */
export function canUndo(events, overlay, event) {
  if (!UNDOABLE.has(event.kind) || overlay.undone.has(event.id)) return false;
  if (!("barcode" in event.data)) return true;
  const key = copyKey(event.data);
  return !events.some((one) => one.seq > event.seq && UNDOABLE.has(one.kind) && "barcode" in one.data
    && copyKey(one.data) === key && !overlay.undone.has(one.id));
}
