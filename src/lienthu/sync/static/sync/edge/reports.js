/* A report at the end of a trip. What it asks comes from the bundle: parts.ROOM.reports = [{ kind, name, data, fields:
   [{ name, label, type: "whole" | "number" | "text" | "long", value }] }]; it goes back as { ...data, FIELD: value }. */

import { counted } from "./folding.js";
import { changed, log } from "./log.js";
import { fill, make, one, say, tell, whenShown } from "./page.js";
import { dropPhoto, keepPhoto, photos } from "./photos.js";
import { soon } from "./sender.js";
import { act, isToday, session } from "./session.js";

/* Asked where the bundle does not say what to ask. Visits, loans and cards are not: they are counted one by one. */
const NUMBERS = { computer_sessions: "whole", fuel_litres: "number", fuel_cost: "whole", other_cost: "whole" };
const WORDS = ["incidents", "remedied", "remarks"];
let report = null;

function reports() {
  const { head } = session.base;
  const given = Object.values(head?.parts || {}).flatMap((part) => part?.reports || []);
  if (given.length || !head?.trip) return given;
  const asked = (name, type, value) => ({ name, label: say(`report_${name}`), type, value });
  return [{ kind: "trip_report", name: head.scope.name, data: {},
    fields: [...Object.entries(NUMBERS).map(([name, type]) => asked(name, type, 0)), ...WORDS.map((name) => asked(name, "long", ""))] }];
}

/* What the device counted on the day, to be read out. */
function sumsOfToday() {
  const sums = counted(log.events, session.overlay, isToday());
  const { adult, child, check_out: lent = 0, in_house_use: used = 0, new_card: cards = 0 } = sums;
  return say("report_sums", { adult, child, lent, used, cards });
}

function field({ name, label, type, value = "" }) {
  const id = `report-${name}`;
  const input = type === "long" ? make("textarea", { id, name, maxlength: 2000 })
    : make("input", { id, name, type: "text", inputmode: { whole: "numeric", number: "decimal" }[type], autocomplete: "off", maxlength: 200 });
  input.addEventListener("input", () => input.setCustomValidity(""));
  input.value = value;
  return make("div", { class: "field" }, make("label", { for: id }, label), input);
}

/* A number as people write it: 900.000 đ is nine hundred thousand, 41,5 is forty-one and a half; NaN for none. */
function numberOf(written, type) {
  const text = written.toLowerCase().replaceAll(/\s|đồng|đ/g, "");
  if (type === "whole") return /^(\d+|\d{1,3}(\.\d{3})+)?$/.test(text) ? Number(text.replaceAll(".", "")) : NaN;
  return /^(\d+([.,]\d+)?)?$/.test(text) ? Number(text.replace(",", ".")) : NaN;
}

async function sent(event) {
  event.preventDefault();
  const values = {};
  for (const { name, type } of report.fields) {
    const input = one(`#report-${name}`);
    const isNumber = type === "whole" || type === "number";
    values[name] = isNumber ? numberOf(input.value, type) : input.value.trim();
    if (Number.isNaN(values[name])) {
      input.setCustomValidity(say(`report_bad_${type}`));
      input.reportValidity();
      return;
    }
  }
  await act(report.kind, { ...report.data, ...values });
  show(); /* empty again: what is sent twice would be counted twice */
  one("#report-said").hidden = false;
  one("#report-said").textContent = say("report_kept");
  tell(say("report_kept"));
}

async function photographed(event) {
  event.preventDefault();
  const { photo, caption, agreed } = event.target.elements;
  const button = one("#photo-form button");
  const about = { caption: caption.value.trim(), agreed: agreed.checked };
  button.disabled = true;
  let words = "no_room";
  try {
    const kept = await keepPhoto(session.device, session.base.head.trip, photo.files[0], about);
    words = kept ? "photo_kept" : "photo_bad";
    if (kept) event.target.reset();
  } catch (error) { if (error.name !== "QuotaExceededError") throw error; } finally { button.disabled = false; }
  one("#photo-said").textContent = say(words);
  tell(say(words), words === "photo_kept" ? "good" : "bad");
  showPhotos();
  changed();
  soon();
}

async function takeAway(digest) {
  await dropPhoto(digest);
  showPhotos();
  changed();
}

/* Those that wait to be sent, with what the hub said against one. */
export function showPhotos() {
  const row = ({ digest, caption, words }) => make("li", { class: "stack-tight" },
    make("span", {}, caption), " ", make("span", { class: "badge badge-warning" }, say("state_waiting")), words && make("p", {}, words),
    make("button", { type: "button", class: "button button-small", onclick: () => takeAway(digest) }, say("photo_remove")));
  const seen = session.key ? photos.waiting : []; /* a locked desk shows no captions */
  fill("#photo-list", ...seen.map(row));
  one("#photos").hidden = !session.base.head?.trip && seen.length === 0;
  one("#photo-form").hidden = !session.base.head?.trip;
}

function show() {
  one("#photo-said").textContent = "";
  showPhotos();
  [report = null] = reports().filter(({ kind }) => session.device.kinds.includes(kind));
  const before = report && log.events.some(({ kind, bundle }) => kind === report.kind && bundle === session.base.head.bundle);
  one("#report-none").hidden = Boolean(report);
  one("#report-form").hidden = !report;
  one("#report-before").hidden = !before;
  one("#report-said").hidden = true;
  if (!report) return;
  one("#report-name").textContent = report.name;
  one("#report-sums").textContent = sumsOfToday();
  fill("#report-fields", ...report.fields.map(field));
}

export function startReports() {
  one("#report-form").addEventListener("submit", sent);
  one("#photo-form").addEventListener("submit", photographed);
  whenShown("report", show);
}
