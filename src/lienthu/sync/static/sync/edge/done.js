/* What was done on this device, newest first, with what the hub said of it. */

import { canUndo } from "./folding.js";
import { log, stateOf, whenChanged } from "./log.js";
import { clock, dayOf, fill, known, make, one, say, screen, shown, whenShown } from "./page.js";
import { personAt, session, undo } from "./session.js";

const STEP = 40;
const BADGES = { waiting: "badge-warn", sent: "badge-info", applied: "badge-good", question: "badge-bad", dropped: "badge-muted" };
let many = STEP;

const nameOf = (data) => {
  const refer = data.patron ? `p${data.patron}` : data.person ? `n${data.person}` : data.card ? `c${data.card}` : "";
  return refer ? personAt(refer)?.name || data.card || "" : "";
};

/* One event in words: "Cho mượn · “Truyện Kiều” (B1) · Nguyễn Thị Hoa". */
export function describe({ kind, data }) {
  const what = [known(`did_${kind}`) ? say(`did_${kind}`) : kind];
  if (kind === "undo") {
    const event = log.events.find((each) => each.id === data.event);
    return [...what, event ? describe(event) : ""].join(" · ");
  }
  if (data.barcode) {
    const copy = session.base.copies.get(data.copy);
    what.push(copy ? say("named", { title: copy.title, copy: data.barcode }) : data.barcode);
  }
  if (kind === "visit" && !data.patron && !data.person && !data.card) what.push(say(data.age_band || "adult"), say("times", { n: data.quantity }));
  else what.push(kind === "new_card" ? data.full_name : nameOf(data));
  if (data.due_on) what.push(say("due_on", { day: shown(data.due_on) }));
  if (data.sheet) what.push(data.sheet);
  if (data.copies) what.push(say("scanned_count", { n: data.copies.length }));
  return what.filter(Boolean).join(" · ");
}

function line(event) {
  const { outcome, words } = stateOf(event);
  const undone = session.overlay.undone.has(event.id);
  const at = Date.parse(event.at);
  const undoIt = async () => { await undo(event); };
  return make("li", {},
    make("div", {}, make("span", { class: "faint tabular" }, `${clock(at)} ${shown(dayOf(at))} `), undone ? make("s", {}, describe(event)) : describe(event)),
    make("div", { class: "row" }, make("span", { class: `badge ${BADGES[outcome]}` }, say(`state_${outcome}`)),
      undone && make("span", { class: "badge badge-muted" }, say("was_undone")),
      canUndo(log.events, session.overlay, event) && make("button", { type: "button", class: "button button-small", onclick: undoIt },
        say("undo_this"), make("span", { class: "visually-hidden" }, ` ${describe(event)}`))),
    words ? make("p", { class: "muted" }, words) : "");
}

export function showDone() {
  if (screen() !== "done" || !session.overlay) return;
  const newest = log.events.slice(-many).reverse();
  fill("#done-list", ...newest.map(line));
  one("#done-empty").hidden = log.events.length > 0;
  one("#done-more").hidden = log.events.length <= many;
  const sums = { waiting: 0, sent: 0, applied: 0, question: 0, dropped: 0 };
  for (const event of log.events) sums[stateOf(event).outcome] += 1;
  fill("#done-sums", ...Object.entries(sums).filter(([, n]) => n).map(([name, n]) =>
    make("li", { class: `badge ${BADGES[name]}` }, `${say(`state_${name}`)}: ${n}`)));
}

export function startDone() {
  whenShown("done", () => { many = STEP; showDone(); });
  whenChanged(showDone);
  one("#done-more").addEventListener("click", () => { many += STEP; showDone(); });
}
