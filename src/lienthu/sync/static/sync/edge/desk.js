/* The desk: one box. A card serves its reader; then a book is lent to them. A book alone is taken back. */

import { read } from "./base.js";
import { canUndo } from "./folding.js";
import { log } from "./log.js";
import { each, fill, make, one, say, shown, tell, whenShown } from "./page.js";
import { againstCopy, againstNumber, againstPerson, againstRenewal, dueOn, termsFor } from "./rules.js";
import { act, copyAt, loanAt, loansAt, personAt, session, today, undo } from "./session.js";
import { describe } from "./done.js";

const box = () => one("#q");
const mode = () => one("input[name=mode]:checked").value;
const named = (copy) => say("named", { title: copy.title, copy: copy.barcode });
const bare = (barcode) => ({ key: `#${barcode}`, id: null, barcode, title: barcode, material: "", status: "available", against: "", keptFor: null });
const refer = (copy) => ({ barcode: copy.barcode || copy.accession, copy: copy.id });
const sentences = (reasons) => reasons.map((reason) => reason.sentence || say(reason.words, factsOf(reason)));
const factsOf = ({ facts = {} }) => ({ ...facts, day: shown(facts.day) });

/* What happened: { state, sentence, details, choices: [{ words, run, main, asks }] }. */
let turn = Promise.resolve();

/* Scans are taken one after the other, however fast they come. */
function inTurn(work) {
  turn = turn.then(async () => {
    try {
      const outcome = await work();
      if (outcome) showOutcome(outcome);
    } catch (error) {
      showOutcome({ state: "bad", sentence: say("not_written", { why: error.message }) });
      reportError(error);
    }
  });
  return turn;
}

/* --- what the box means --- */

async function entered(text) {
  const { base, overlay } = session;
  const found = read(base, overlay, text);
  if (found.person) return serve(found.person);
  if (found.copies.length === 1) return withCopy(copyAt(found.copies[0]));
  const copies = [...found.copies, ...found.titles].map(copyAt);
  if (copies.length + found.people.length === 0) return unknown(text);
  return { state: "info", sentence: say("choose"), choices: [
    ...found.people.map((key) => ({ words: person(personAt(key)), run: () => serve(key) })),
    ...copies.map((copy) => ({ words: `${named(copy)} · ${say(`status_${copy.status}`)}`, run: () => withCopy(copy) })),
  ] };
}

const person = (who) => [who.name, who.number].filter(Boolean).join(" · ");

/* A number that is not in the bundle may be a book or a card all the same: the hub will know. */
function unknown(text) {
  const given = text.trim();
  const choices = [];
  if (/\d/.test(given) && !/\s/.test(given)) {
    if (session.serving) choices.push({ words: say("lend_unknown"), run: () => lend(bare(given)) });
    choices.push({ words: say("take_back_unknown"), run: () => takeBack(bare(given)) });
    choices.push({ words: say("serve_unknown"), run: () => serve(`c${given.toUpperCase()}`) });
  }
  return { state: "bad", sentence: say("nothing_found", { text: given.slice(0, 60) }), choices };
}

function serve(key) {
  session.serving = key;
  const who = personAt(key);
  const against = sentences(againstPerson(who, today()));
  return { state: against.length ? "warn" : "good", sentence: say("serving", { who: who.name }), details: against };
}

function withCopy(copy) {
  if (mode() === "house") return useHere(copy);
  if (mode() === "return") return takeBack(copy);
  if (session.serving) return lend(copy);
  if (loanAt(copy.key)) return takeBack(copy);
  return { state: "info", sentence: `${named(copy)}: ${say(`status_${copy.status}`)}.`, details: [copy.against, say("card_first")],
    choices: [{ words: say("use_here"), run: () => useHere(copy) }, { words: say("take_back_anyway"), run: () => handedIn(copy) }] };
}

/* --- lending --- */

function lend(copy, overridden = [], reason = "") {
  const who = personAt(session.serving);
  const loan = loanAt(copy.key);
  if (loan && loan.person === who.key) {
    return { state: "bad", sentence: say("not_lent", { what: named(copy) }), details: [say("theirs_already")], choices: [
      { words: say("renew"), run: () => renew(loan), main: true }, { words: say("take_back"), run: () => takeBack(copy) }] };
  }
  if (loan) {
    const holder = loan.person ? personAt(loan.person)?.name : "";
    return { state: "bad", sentence: say("not_lent", { what: named(copy) }),
      details: [holder ? say("lent_to", { who: holder }) : say("lent_to_somebody")],
      choices: [{ words: say("return_and_lend", { who: who.name }), run: () => returnAndLend(copy), main: true }] };
  }
  const terms = termsFor(session.base.terms, who.category, copy.material);
  const loans = loansAt(who.key);
  const against = [
    ...againstPerson(who, today()), ...againstNumber(loans, copy.material, terms, today()),
    ...againstCopy(copy, who.key, terms)];
  if (against.some((one) => !overridden.includes(one.code))) return notLent(copy, against);
  return lent(copy, who, terms, overridden, reason);
}

function notLent(copy, against) {
  const codes = against.map((one) => one.code);
  const anyway = { words: say("lend_anyway"), asks: say("why"), run: (reason) => lend(copy, codes, reason) };
  return { state: "bad", sentence: say("not_lent", { what: named(copy) }), details: sentences(against),
    choices: against.some((one) => one.firm) ? [] : [anyway] };
}

async function lent(copy, who, terms, against, reason) {
  const due = dueOn(today(), terms, session.base.closed);
  await act("check_out", { ...refer(copy), ...who.refer, due_on: due, against, reason });
  return { state: "good", sentence: say("lent", { who: who.name, what: named(copy), day: shown(due) }) };
}

async function returnAndLend(copy) {
  await act("check_in", refer(copy));
  return lend(copyAt(copy.id) || copy);
}

/* --- taking back --- */

function takeBack(copy) {
  const loan = loanAt(copy.key);
  if (loan || copy.id === null) return handedIn(copy);
  return { state: "warn", sentence: say("not_on_loan", { what: named(copy) }), choices: [
    { words: say("take_back_anyway"), run: () => handedIn(copy) }] };
}

async function handedIn(copy) {
  const loan = loanAt(copy.key);
  await act("check_in", refer(copy));
  const who = loan?.person ? personAt(loan.person)?.name : "";
  const details = [];
  if (loan?.due && loan.due < today()) details.push(say("was_due", { day: shown(loan.due) }));
  if (copy.against) details.push(copy.against);
  const sentence = who ? say("back_from", { who, what: named(copy) }) : say("back", { what: named(copy) });
  return { state: details.length ? "warn" : "good", sentence, details };
}

async function useHere(copy) {
  const who = session.serving ? personAt(session.serving).refer : {};
  await act("in_house_use", { ...refer(copy), ...who });
  return { state: "good", sentence: say("used_here", { what: named(copy) }) };
}

/* --- renewing --- */

function renewal(loan) {
  const who = personAt(loan.person) || { against: [], category: "" };
  const terms = termsFor(session.base.terms, who.category, loan.material);
  const due = dueOn(today(), terms, session.base.closed);
  return { due, against: againstRenewal(loan, who, terms, due, today()) };
}

const renewed = (loan, due, against, reason) =>
  act("renew", { barcode: loan.barcode, copy: loan.copy, due_on: due, against, reason });

async function renew(loan, reason = null) {
  const { due, against } = renewal(loan);
  const what = say("named", { title: loan.title, copy: loan.barcode });
  if (against.length && reason === null) {
    const anyway = { words: say("renew_anyway"), asks: say("why"), run: (why) => renew(loan, why) };
    return { state: "bad", sentence: say("not_renewed", { what }), details: sentences(against),
      choices: against.some((one) => one.firm) ? [] : [anyway] };
  }
  await renewed(loan, due, against.map((one) => one.code), reason || "");
  return { state: "good", sentence: say("renewed", { what, day: shown(due) }) };
}

async function renewAll() {
  const details = [];
  let count = 0;
  for (const loan of loansAt(session.serving)) {
    const { due, against } = renewal(loan);
    if (against.length) details.push(`${loan.title}: ${sentences(against).join(" ")}`);
    else { await renewed(loan, due, [], ""); count += 1; }
  }
  return { state: details.length ? "warn" : "good", sentence: say("all_renewed", { count }), details };
}

/* --- what is shown --- */

function showOutcome({ state, sentence, details = [], choices = [] }) {
  const place = one("#outcome");
  place.className = `outcome outcome-${state}`;
  place.dataset.outcome = state;
  place.hidden = false;
  const lines = details.filter(Boolean).map((line) => make("li", {}, line));
  fill(place, make("h2", {}, make("span", {}, sentence)), lines.length && make("ul", { class: "refusals" }, ...lines),
    choices.length && make("div", { class: "choices" }, ...choices.map(choice)));
  tell([sentence, ...details.filter(Boolean)].join(" "), state === "good" ? "good" : "bad");
  showPerson();
  showLast();
  if (document.activeElement !== box()) box().focus();
}

function choice({ words, run, main, asks }) {
  if (!asks) {
    return make("button", { type: "button", class: `button${main ? " button-primary" : ""}`, onclick: () => inTurn(run) }, words);
  }
  const input = make("input", { class: "input", id: "reason", maxlength: 200, required: true });
  const sent = (event) => { event.preventDefault(); inTurn(() => run(input.value.trim())); };
  return make("form", { class: "desk-override", onsubmit: sent }, make("label", { for: "reason" }, asks), input,
    make("button", { class: "button button-danger" }, words));
}

function showPerson() {
  const place = one("#person");
  place.hidden = one("#finish").hidden = !session.serving;
  one("#q-label").textContent = session.serving ? say("scan_for", { who: personAt(session.serving).name }) : say("scan_any");
  if (!session.serving) return;
  const who = personAt(session.serving);
  const loans = loansAt(session.serving);
  one("#person-name").textContent = who.name;
  one("#person-facts").textContent = [who.number, categoryOf(who), who.expires && say("card_until", { day: shown(who.expires) })]
    .filter(Boolean).join(" · ");
  fill("#person-messages", ...who.messages.map((text) => make("li", { class: "message message-warning" }, text)));
  one("#person-count").textContent = say("on_loan_count", { n: loans.length });
  one("#renew-all").hidden = loans.length === 0;
  fill("#person-loans", ...loans.map(loanLine));
}

const categoryOf = (who) => session.base.categories.find((row) => row.code === who.category)?.name || "";

function loanLine(loan) {
  const late = loan.due && loan.due < today();
  const button = make("button", { type: "button", class: "button button-small", onclick: () => inTurn(() => renew(loan)) },
    say("renew"), make("span", { class: "visually-hidden" }, ` ${loan.barcode}`));
  return make("li", late ? { class: "late" } : {}, make("div", {}, `${loan.title} `, make("span", { class: "faint" }, loan.barcode)),
    make("div", { class: "row" }, make("span", { class: `badge ${late ? "badge-bad" : "badge-info"}` },
      say(late ? "late_since" : "due_on", { day: shown(loan.due) })), button));
}

/* The last thing that stands, where it can be undone: nothing is offered as the last that is not. */
export function lastAction() {
  const event = log.events.findLast(({ id, kind }) => kind !== "undo" && !session.overlay.undone.has(id));
  const recent = event && Date.parse(event.at) > Date.now() - 86_400_000;
  return recent && canUndo(log.events, session.overlay, event) ? event : null;
}

function showLast() {
  const event = lastAction();
  one("#undo").hidden = !event;
  if (event) one("#undo-what").textContent = describe(event);
}

async function undoLast() {
  const event = lastAction();
  if (!event) return null;
  const what = describe(event);
  await undo(event);
  return { state: "info", sentence: say("undone", { what }) };
}

function finish() {
  session.serving = "";
  one("#outcome").hidden = true;
  showPerson();
  box().focus();
}

export function startDesk() {
  one("#box").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box().value;
    box().value = "";
    if (text.trim()) inTurn(() => entered(text));
  });
  one("#renew-all").addEventListener("click", () => inTurn(renewAll));
  one("#finish").addEventListener("click", () => finish());
  one("#undo-button").addEventListener("click", () => inTurn(undoLast));
  each("input[name=mode]", (input) => input.addEventListener("change", () => box().focus()));
  whenShown("desk", () => { showPerson(); showLast(); });
}

/* From the form of a new card: whoever has it is served at once. */
export const serveNow = (key) => inTurn(() => serve(key));
