/* Who comes: one tap a head. Groups by number, readers by their card at the desk. */

import { read } from "./base.js";
import { lastAction } from "./desk.js";
import { describe } from "./done.js";
import { counted } from "./folding.js";
import { log } from "./log.js";
import { each, one, say, tell, whenShown } from "./page.js";
import { act, isToday, personAt, session, undo } from "./session.js";

const MOST = 999;

const lastVisit = () => {
  const event = lastAction();
  return event?.kind === "visit" ? event : null;
};

function showSums(sentence = "") {
  const sums = counted(log.events, session.overlay, isToday());
  one("#adults").textContent = sums.adult;
  one("#children").textContent = sums.child;
  one("#visit-said").textContent = sentence;
  one("#visit-undo").hidden = !lastVisit();
  if (sentence) tell(sentence);
}

async function count(band, quantity, who = {}, name = "") {
  await act("visit", { age_band: band, quantity, ...who });
  showSums(say("counted", { n: quantity, who: name || say(band || "adult") }));
}

function byCard(text) {
  const { person } = read(session.base, session.overlay, text);
  if (!person) {
    showSums(say("no_such_card", { text: text.slice(0, 40) }));
    return;
  }
  const who = personAt(person);
  count(who.band, 1, who.refer, who.name);
}

async function takeBack() {
  const event = lastVisit();
  if (!event) return;
  const what = describe(event);
  await undo(event);
  showSums(say("undone", { what }));
}

export function startVisits() {
  each("[data-tap]", (button) => button.addEventListener("click", () => count(button.dataset.tap, 1)));
  one("#group").addEventListener("submit", (event) => {
    event.preventDefault();
    const quantity = Number(one("#group-number").value);
    const band = event.submitter?.dataset.band || "adult";
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > MOST) return;
    event.target.reset();
    count(band, quantity);
  });
  one("#by-card").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = one("#visit-card").value.trim();
    event.target.reset();
    if (text) byCard(text);
  });
  one("#visit-undo").addEventListener("click", takeBack);
  whenShown("visits", () => showSums());
}
