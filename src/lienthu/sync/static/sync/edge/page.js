/* The page's own small tools: words, days, elements, screens. */

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const words = read("words");
export const facts = read("facts");
const ZONE = facts.offset * 60_000;
const DAY = 86_400_000;

/* A sentence in the language of the page; %(name)s stands for a fact. */
export function say(name, given = {}) {
  const sentence = words[name];
  if (sentence === undefined) throw new Error(`no words for ${name}`);
  return sentence.replaceAll(/%\((\w+)\)s/g, (_all, key) => String(given[key] ?? ""));
}
export const known = (name) => name in words;

/* Days are "2026-11-22" in the hub's zone, moments are milliseconds since 1970. */
export const dayOf = (at) => new Date(at + ZONE).toISOString().slice(0, 10);
export const daySpan = (day) => [Date.parse(day) - ZONE, Date.parse(day) - ZONE + DAY];
export const shown = (day) => (day ? day.split("-").reverse().join("/") : "");
export const clock = (at) => new Date(at + ZONE).toISOString().slice(11, 16);
export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, facts.language === "en" ? "," : ".");
export function megabytes(bytes) {
  const [whole, tenth] = (bytes / 1e6).toFixed(1).split(".");
  return `${grouped(whole)}${facts.language === "en" ? "." : ","}${tenth}`;
}

export const one = (selector, within = document) => within.querySelector(selector);
export const each = (selector, work, within = document) => within.querySelectorAll(selector).forEach(work);

/* An element: make("li", { class: "late", onclick: work }, "text", another). */
export function make(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const fill = (place, ...children) => {
  (typeof place === "string" ? one(place) : place).replaceChildren(...children.filter((child) => child));
};

const inHand = matchMedia("(pointer: coarse)").matches && Boolean(navigator.vibrate);

/* Told aloud by a screen reader, and by the hand that holds the phone. */
export function tell(sentence, state = "good") {
  one("#said").textContent = sentence;
  if (inHand) navigator.vibrate(state === "good" ? 40 : [60, 60, 120]);
}

/* What could not be written down on the disk, said on whatever screen it was done; "" takes the words away again. */
export function unwritten(why) {
  const place = one("#unwritten");
  place.hidden = !why || screen() === "desk"; /* the desk says so itself */
  place.textContent = why ? say("not_written", { why }) : "";
  if (!place.hidden) place.scrollIntoView({ block: "center" });
}

/* One screen at a time; its name stands in the address, so that the phone's own "back" works. */
const coming = new Map();
export const whenShown = (name, work) => coming.set(name, work);
let current = "";

export function show(name) {
  unwritten("");
  if (current !== name) scrollTo(0, 0);
  current = name;
  each("[data-screen]", (screen) => { screen.hidden = screen.dataset.screen !== name; });
  each("[data-go]", (link) => {
    if (link.dataset.go === name) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  });
  one("#screens").hidden = ["start", "enrol", "locked", "elsewhere"].includes(name);
  coming.get(name)?.();
  const first = one(`[data-screen="${name}"] [data-first]`);
  if (first) first.focus();
}
export const screen = () => current;

/* As if the link to it had been pressed. */
export function go(name) {
  if (location.hash !== `#${name}`) history.pushState(null, "", `#${name}`);
  show(name);
}
