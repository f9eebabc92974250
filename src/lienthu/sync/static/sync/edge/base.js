/* The bundle as the desk looks things up in it: maps by key, made once when it is opened. Pure. */

export const code = (text) => text.replaceAll(/\s+/g, "").toUpperCase();
export const fold = (text) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");

const rows = ({ columns, rows: lines }) => lines.map((line) => Object.fromEntries(columns.map((name, at) => [name, line[at]])));

/* `head` is the bundle without its tables; `copies` and `patrons` are those tables, or null when they were erased. */
export function baseOf(head, copies, patrons) {
  const base = {
    head, copies: new Map(), codes: new Map(), patrons: new Map(), cards: new Map(), names: [], titles: [],
    closed: new Set(head?.closed || []), terms: head?.terms || [], categories: head?.categories || [],
  };
  for (const copy of copies ? rows(copies) : []) add(base, copy);
  for (const patron of patrons ? rows(patrons) : []) {
    base.patrons.set(patron.id, patron);
    for (const card of patron.cards) base.cards.set(code(card), `p${patron.id}`);
    base.cards.set(code(patron.number), `p${patron.id}`);
    base.names.push([` ${fold(patron.name)}`, `p${patron.id}`]);
    for (const [id, barcode, title, due, renewals, material] of patron.loans) {
      if (!base.copies.has(id)) { /* a book from elsewhere that they may bring back here */
        add(base, { id, barcode, accession: "", title, author: "", call: "", material, status: "on_loan", against: "" });
      }
      Object.assign(base.copies.get(id), { patron: patron.id, due, renewals });
    }
  }
  return base;
}

function add(base, copy) {
  base.copies.set(copy.id, copy);
  for (const name of new Set([copy.barcode, copy.accession].filter(Boolean).map(code))) {
    base.codes.set(name, [...(base.codes.get(name) || []), copy.id]);
  }
  base.titles.push([` ${fold(`${copy.title} ${copy.author}`)}`, copy.id]);
}

/* What a text could mean: a person's key, copies by their number, or people and copies by words. */
export function read(base, overlay, text, limit = 8) {
  const given = code(text);
  const card = overlay.cards.get(given) || base.cards.get(given);
  if (card) return { person: card, copies: [], people: [], titles: [] };
  const copies = base.codes.get(given) || [];
  if (copies.length) return { person: null, copies, people: [], titles: [] };
  const words = fold(text).split(/\s+/).filter(Boolean).map((word) => ` ${word}`);
  const fits = (list) => {
    const found = [];
    for (const [line, key] of list) {
      if (words.every((word) => line.includes(word))) found.push(key);
      if (found.length === limit) break;
    }
    return found;
  };
  const own = [...overlay.persons.values()].filter((person) => words.every((word) => ` ${fold(person.name)}`.includes(word)));
  const enough = words.join("").trim().length >= 2;
  const people = enough ? [...own.map((person) => person.key), ...fits(base.names)].slice(0, limit) : [];
  return { person: null, copies: [], people, titles: enough ? fits(base.titles) : [] };
}
