/* Filling in sheets of figures. They come with the bundle: parts.ROOM.sheets = [{ kind, id, name, asker, data, due, note,
   remark, sent_back, sections: [{ name, lines }] }] beside parts.ROOM.asks (figures.js); handed in they go back as an
   event of that kind: { ...data, sheet: name, figures: { CODE: { seen, text, meant, reason, word } } }. */

import { aloud, exactly, filled, handedIn, laid, otherMeaning, shownText, typed, written } from "./figures.js";
import { log, stateOf, whenChanged } from "./log.js";
import { fill, make, one, say, screen, shown, tell, whenShown } from "./page.js";
import { get, put } from "./store.js";
import { act, session } from "./session.js";

let sheet = null;
let asks = null;
let draft = {}; /* by code: what was changed on this device */
let marked = false; /* what lacks an answer is shown as such */
let down = false; /* a button is being pressed: nothing is drawn anew under it */
let waits = false;
const drawn = new Map(); /* code → what its line showed last */

const place = (which) => `sheet ${which.kind} ${which.id}`;
const key = (code) => code.replaceAll(/[._]/g, "-");
const parts = () => Object.values(session.base.head?.parts || {});
const sheets = () => parts().flatMap((part) => (part?.sheets || []).map((found) => ({ ...found, asks: part.asks })))
  .filter(({ kind }) => session.device.kinds.includes(kind));
const linesOf = (which) => which.sections.flatMap((section) => section.lines);

/* What became of it: the outcome of the last time it was handed in, null where it may be filled in. */
function handed(which) {
  const same = ({ kind, data }) => kind === which.kind && Object.entries(which.data).every(([name, value]) => data[name] === value);
  const event = log.events.findLast(same);
  if (!event) return null;
  const state = stateOf(event);
  const arrived = state.outcome === "applied" && state.facts?.state === "submitted";
  const open = state.outcome === "dropped" || (state.outcome === "applied" && !arrived);
  if (open) return { ...state, open };
  return arrived && event.seq <= (session.base.head.foldedTo || 0) ? null : { ...state, open };
}

function stateWords({ outcome, words, open }) {
  if (open) return outcome === "dropped" ? say("sheet_refused", { words }) : say("sheet_stays");
  if (outcome === "question") return say("sheet_asked", { words });
  return say(outcome === "applied" ? "sheet_arrived" : "sheet_handed_in");
}

/* --- one line */

function press(words, work, quiet = true) {
  return make("button", { type: "button", class: `button button-small${quiet ? " button-quiet" : ""}`, onclick: work }, words);
}

function wordField(line, name, label) {
  const id = `sheet-${name}-${key(line.code)}`;
  const input = make("input", { id, class: "input", maxlength: 300, autocomplete: "off" });
  input.value = line[name];
  input.addEventListener("change", () => change(line.code, { [name]: input.value.trim() }));
  return make("div", { class: "field" }, make("label", { for: id }, label), input);
}

const muted = (...words) => make("p", { class: "muted tabular" }, words.join(" · "));
const figure = (value, line) => (value === null ? "–" : written(value, line.decimals));

function beside(line, closed) {
  const { code, value, decimals } = line;
  const found = [];
  if (line.bad) found.push(make("p", { class: "sheet-error", role: "alert" }, line.bad));
  if (line.how === "typed" && aloud(value)) found.push(make("p", { class: "sheet-aloud" }, aloud(value)));
  found.push(muted(`${say("sheet_before")}: ${figure(line.before, line)}`,
    line.by_hand ? say("sheet_by_hand") : `${say("sheet_computed")}: ${figure(line.computed, line)}`));
  if (line.remark) found.push(make("p", { class: "sheet-remark" }, make("strong", {}, `${say("sheet_remark")}: `), line.remark));
  for (const [, words] of line.asked) found.push(make("p", { class: "sheet-question" }, words));
  if (closed) return [...found, ...[line.reason, line.word].filter(Boolean).map((words) => muted(words))];
  const doubtful = line.asked.some(([kind]) => kind === "doubtful");
  const other = doubtful ? otherMeaning(value, decimals) : null;
  if (doubtful) found.push(make("div", { class: "row" },
    press(say("sheet_meant", { value: exactly(value) }), () => change(code, { how: "typed", value, doubtful: false }), false),
    other !== null && press(say("sheet_meant", { value: exactly(other) }), () => change(code, { how: "typed", value: other, doubtful: false }), false)));
  if (line.wantsReason) {
    found.push(wordField(line, "reason", say("sheet_why", { value: figure(line.computed, line) })),
      press(say("sheet_take_computed"), () => change(code, { how: "follows", value: null, doubtful: false })));
  }
  if (line.wantsWord && !line.wantsReason) { /* a reason answers both */
    found.push(wordField(line, "word", say("sheet_word")));
    if (!line.word) found.push(press(say("sheet_fine"), () => change(code, { word: say("sheet_fine") })));
  }
  if (marked && line.how === "empty" && !line.bad) found.push(make("p", { class: "sheet-question" }, say("sheet_open")));
  return found;
}

function lineElement(line, closed) {
  const id = key(line.code);
  const name = [line.name, line.unit && make("span", { class: "muted" }, ` (${line.unit})`)];
  const about = line.about && make("details", { class: "sheet-about" }, make("summary", {}, say("sheet_about")), make("p", {}, line.about));
  const box = make("div", { class: "sheet-line", id: `sheet-line-${id}` });
  if (line.ratio || closed) {
    box.append(...[make("p", { class: "sheet-name" }, ...name), about, make("p", { class: "sheet-number tabular", id: `sheet-value-${id}` })].filter(Boolean));
  } else {
    const input = make("input", { id: `sheet-value-${id}`, class: "input number", inputmode: "decimal", autocomplete: "off", maxlength: 40,
      enterkeyhint: "next", "aria-describedby": `sheet-beside-${id}` });
    input.addEventListener("change", () => type(line.code, input.value));
    input.addEventListener("keydown", next);
    box.append(...[make("label", { class: "sheet-name", for: input.id }, ...name), about, make("div", { class: "row" }, input,
      make("button", { type: "button", class: "button button-quiet", "aria-label": say("sheet_name_not_available", { name: line.name }),
        onclick: () => change(line.code, { how: "not_available", value: null, doubtful: false }) }, say("sheet_not_available")))].filter(Boolean));
  }
  box.append(make("div", { class: "sheet-beside", id: `sheet-beside-${id}` }));
  return box;
}

/* Enter goes to the next figure, as on a calculator. */
function next(event) {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const fields = [...one("#sheet-lines").querySelectorAll("input.number")];
  (fields[fields.indexOf(event.target) + 1] || one("#sheet-hand-in")).focus();
}

/* --- what is done to it */

async function type(code, text) {
  const line = current().get(code);
  if (text.trim() === shownText(line)) { if (draft[code]?.text !== undefined) await change(code, {}); return; }
  if (!text.trim()) { await change(code, { how: "follows", value: null, doubtful: false }); return; }
  const found = typed(text, line.decimals, asks);
  if (found.error) await change(code, { text: text.trim() });
  else if (found.value === null) await change(code, { how: "not_available", value: null, doubtful: false });
  else if (["computed", "worked"].includes(line.how) && found.value === line.value) await change(code, {});
  else await change(code, { how: "typed", ...found });
}

/* On the disk before the page shows it. What stood there when it was first changed goes along: see `changed_since`. */
async function change(code, given) {
  const { text: _text, ...before } = draft[code] || { seen: linesOf(sheet).find((line) => line.code === code).text };
  draft = { ...draft, [code]: { ...before, ...given } };
  await put("facts", place(sheet), draft);
  drawSoon();
}

function current() {
  const lines = laid(sheet, draft, asks);
  for (const [code, line] of lines) {
    const { text } = draft[code] || {};
    if (text === undefined) continue;
    const { error } = typed(text, line.decimals, asks);
    Object.assign(line, { bad: filled(asks.words[error || "no_number"], { text: text.slice(0, 40) }), open: true });
  }
  return lines;
}

function drawSoon() {
  if (down) waits = true; else draw();
}

function draw() {
  waits = false;
  if (!sheet) return;
  const lines = current();
  const state = handed(sheet);
  const closed = Boolean(state) && !state.open;
  for (const [code, line] of lines) drawLine(code, line, closed);
  const ready = [...lines.values()].filter((line) => !line.open).length;
  one("#sheet-ready").textContent = say("sheet_ready", { n: ready, total: lines.size });
  one("#sheet-hand-in").hidden = one("#sheet-kept").hidden = closed;
  if (state) said(stateWords(state), state.open || state.outcome === "question" ? "warning" : "success");
}

function drawLine(code, line, closed) {
  const id = key(code);
  const value = one(`#sheet-value-${id}`);
  if (value.tagName === "INPUT") {
    value.setAttribute("aria-invalid", Boolean(line.bad));
    const text = draft[code]?.text ?? shownText(line);
    if (value.value !== text && value !== document.activeElement) value.value = text;
    else if (value === document.activeElement && !line.bad) value.value = text;
  } else value.textContent = line.how === "not_available" ? (line.ratio ? "–" : say("sheet_not_available")) : figure(line.value, line);
  one(`#sheet-line-${id}`).classList.toggle("sheet-open", marked && line.open);
  const looks = JSON.stringify([line.how, line.value, line.asked, line.wantsReason, line.wantsWord, line.bad, Boolean(line.word),
    Boolean(line.reason), closed, marked && line.how === "empty"]);
  if (drawn.get(code) === looks) return;
  drawn.set(code, looks);
  fill(`#sheet-beside-${id}`, ...beside(line, closed));
}

function said(words, kind = "info") {
  const line = one("#sheet-said");
  line.hidden = !words;
  line.className = `message message-${kind}`;
  line.textContent = words;
}

async function begin(which) {
  sheet = which;
  asks = which.asks;
  marked = false;
  draft = (await get("facts", place(which))) || {};
  lay();
}

/* The whole sheet, for the first time. */
function lay() {
  one("#sheet-choice").hidden = Boolean(sheet);
  one("#sheet-one").hidden = !sheet;
  if (!sheet) return;
  drawn.clear();
  const state = handed(sheet);
  const closed = Boolean(state) && !state.open;
  one("#sheet-name").textContent = sheet.name;
  one("#sheet-facts").textContent = [say("sheet_due", { due: shown(sheet.due) }), sheet.asker && say("sheet_asker", { who: sheet.asker })].filter(Boolean).join(" · ");
  one("#sheet-note").hidden = !sheet.note;
  one("#sheet-note").textContent = sheet.note;
  one("#sheet-remark").hidden = !sheet.remark;
  one("#sheet-remark").textContent = sheet.remark;
  said("");
  fill("#sheet-lines", ...sheet.sections.map((section) => make("fieldset", { class: "card stack" }, make("legend", {}, section.name),
    ...section.lines.map((line) => lineElement(line, closed)))));
  draw();
  one("#sheet-name").scrollIntoView({ block: "start" });
}

async function handIn() {
  const lines = [...current().values()];
  const left = lines.filter((line) => line.open);
  if (left.length) {
    marked = true;
    draw();
    one("#sheet-ready").textContent = say("sheet_left", { n: left.length }); /* it stays in sight; the next answer takes it away */
    tell(one("#sheet-ready").textContent, "bad");
    const [first] = left;
    const box = one(`#sheet-line-${key(first.code)}`);
    box.scrollIntoView({ block: "center" });
    const wanted = first.how === "empty" || first.bad ? null : one(".sheet-beside input, .sheet-beside button", box);
    (wanted || one(`#sheet-value-${key(first.code)}`)).focus({ preventScroll: true });
    return;
  }
  await act(sheet.kind, { ...sheet.data, sheet: sheet.name, figures: handedIn(sheet, draft) });
  tell(say("sheet_handed_in"));
  lay();
  one("#sheet-said").scrollIntoView({ block: "center" });
}

async function choose() {
  sheet = null;
  lay();
  const found = sheets();
  one("#sheet-none").hidden = found.length > 0 || !session.base.head;
  one("#sheet-waits").hidden = Boolean(session.base.head);
  fill("#sheet-list", ...found.map((which) => {
    const state = handed(which);
    const words = state ? stateWords(state) : say("sheet_due", { due: shown(which.due) });
    return make("li", {}, make("button", { type: "button", class: "button big", onclick: () => begin(which) }, `${which.name} · ${words}`));
  }));
}

export function startSheets() {
  one("#sheet-hand-in").addEventListener("click", handIn);
  one("#sheet-back").addEventListener("click", choose);
  addEventListener("pointerdown", () => { down = true; }, true);
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { setTimeout(() => { down = false; if (waits) draw(); }); }, true);
  whenChanged(() => { if (screen() === "sheet" && sheet) drawSoon(); });
  whenShown("sheet", choose);
}
