/* Scanning against a list: a box that is received, a set that is counted. What is expected comes from the bundle:
   parts.ROOM.counts = [{ kind, id, name, expected: [copy ids], data }], and goes back as an event of that kind with
   { ...data, copies: [{barcode, copy}], missing: [copy ids], surplus: [{barcode, copy}] }. */

import { code } from "./base.js";
import { log, stateOf } from "./log.js";
import { clock, dayOf, fill, make, one, say, shown, tell, whenShown } from "./page.js";
import { get, put } from "./store.js";
import { act, copyAt, session } from "./session.js";

const SHOWN = 200;
let task = null;
let scanned = new Map(); /* key → {barcode, copy} */

function tasks() {
  const parts = Object.values(session.base.head?.parts || {});
  const given = parts.flatMap((part) => part?.counts || []);
  if (given.length || !session.base.head) return given;
  const { kind, id, name } = session.base.head.scope;
  const expected = [...session.base.copies.values()].filter((copy) => copy.status === "available").map((copy) => copy.id);
  return [{ kind: "count", id: `${kind} ${id}`, name, expected, onlyHere: true }]; /* for the librarian's own eyes */
}

const place = (one) => `count ${one.kind} ${one.id}`;
const title = (id) => { const copy = copyAt(id); return copy ? say("named", { title: copy.title, copy: copy.barcode || copy.accession }) : `${id}`; };
const missing = () => task.expected.filter((id) => !scanned.has(`${id}`));
const surplus = () => [...scanned.values()].filter(({ copy }) => copy === null || !task.wanted.has(copy));

async function begin(chosen) {
  task = { ...chosen, wanted: new Set(chosen.expected) };
  scanned = new Map((await get("facts", place(chosen))) || []);
  showTask("");
}

function showTask(sentence, state = "info") {
  one("#count-tasks").hidden = Boolean(task);
  one("#count-task").hidden = !task;
  if (!task) return;
  one("#count-name").textContent = `${say(`did_${task.kind}`)}: ${task.name}`;
  const there = task.expected.length - missing().length;
  one("#count-sum").textContent = say("count_sum", { there, all: task.expected.length, surplus: surplus().length });
  Object.assign(one("#count-bar"), { max: task.expected.length || 1, value: there });
  const said = one("#count-said");
  said.hidden = !sentence;
  said.className = `outcome outcome-${state}`;
  said.textContent = sentence;
  lists();
  one("#count-q").focus();
}

/* Drawn only while they are open: a set may have thousands of books. */
function lists() {
  if (!task || !one("#count-lists").open) return;
  fill("#count-missing", ...missing().slice(0, SHOWN).map((id) => make("li", {}, title(id))));
  fill("#count-surplus", ...surplus().slice(0, SHOWN).map((each) => make("li", {}, each.copy === null ? each.barcode : title(each.copy))));
}

async function scan(text) {
  const given = text.trim();
  if (!given) return;
  const [id = null] = session.base.codes.get(code(given)) || [];
  const key = id === null ? `#${code(given)}` : `${id}`;
  const again = scanned.has(key);
  scanned.set(key, { barcode: given, copy: id });
  await put("facts", place(task), [...scanned]);
  const expected = id !== null && task.wanted.has(id);
  const what = id === null ? given : title(id);
  const [words, state] = again ? ["count_again", "info"] : expected ? ["count_there", "good"] : ["count_surplus", "warn"];
  showTask(say(words, { what }), state);
  tell(say(words, { what }), state === "good" ? "good" : "bad");
}

async function finish() {
  const data = { ...task.data, copies: [...scanned.values()], missing: missing(), surplus: surplus() };
  const kept = !task.onlyHere && session.device.kinds.includes(task.kind);
  if (kept) await act(task.kind, data);
  await put("facts", place(task), []);
  const sentence = say(kept ? "count_done" : "count_not_kept", { missing: data.missing.length, surplus: data.surplus.length });
  one("#count-ended").textContent = sentence;
  one("#count-ended").hidden = false;
  tell(sentence);
  task = null;
  showTask("");
  choose();
}

/* When this box was finished last on this device, in words; "" where it was not. */
function before({ kind, data = {} }) {
  const names = Object.keys(data);
  const same = (event) => event.kind === kind && names.every((name) => event.data[name] === data[name]);
  const found = names.length && log.events.findLast((event) => same(event) && stateOf(event).outcome !== "dropped");
  if (!found) return "";
  const at = Date.parse(found.at) + (session.device.offset || 0);
  return say("count_before", { when: `${clock(at)} ${shown(dayOf(at))}` });
}

function choose() {
  const found = tasks();
  one("#count-none").hidden = found.length > 0;
  fill("#count-list", ...found.map((each) => make("li", {}, make("button", { type: "button", class: "button big", onclick: () => begin(each) },
    `${say(`did_${each.kind}`)}: ${each.name} (${each.expected.length})`), make("p", { class: "muted" }, before(each)))));
}

export function startCounting() {
  one("#count-box").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = one("#count-q").value;
    one("#count-q").value = "";
    scan(text);
  });
  one("#count-lists").addEventListener("toggle", lists);
  one("#count-finish").addEventListener("click", finish);
  one("#count-back").addEventListener("click", () => { task = null; showTask(""); choose(); });
  whenShown("count", () => { one("#count-ended").hidden = true; showTask(""); choose(); });
}
