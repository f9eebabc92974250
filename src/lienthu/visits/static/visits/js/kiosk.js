/* A public computer's page: locked, or the time that is left. The hub says until when; this page counts by itself
   between two answers, so a break of the network changes nothing, and what ended meanwhile is told at its return. */

const page = document.querySelector("[data-kiosk]");
const part = (name) => page.querySelector(`[data-${name}]`);
const ASK_EVERY = 5000;
const KEPT = `kiosk ${page.dataset.end}`;

const now = { at: Number(page.dataset.now), since: performance.now() };
let session = page.dataset.session || null;
let ends = Number(page.dataset.ends) || 0;
let opened = null;
let warned = Infinity;

const hubTime = () => now.at + (performance.now() - now.since);

function kept() {
  try { return JSON.parse(localStorage.getItem(KEPT)); } catch { return null; }
}
function keep(report) {
  try { report ? localStorage.setItem(KEPT, JSON.stringify(report)) : localStorage.removeItem(KEPT); } catch { /* this page only */ }
}
let report = kept(); // an end that the hub has not heard of: {session, ended}

function tell(element, text) {
  if (element.textContent === text && element.hidden === !text) return;
  element.textContent = text;
  element.hidden = !text;
}

function showLocked(text) {
  session = null;
  if (opened) { opened.close(); opened = null; }
  part("running").hidden = true;
  part("locked").hidden = false;
  part("error")?.remove();
  tell(part("notice"), text);
  part("locked").querySelectorAll("form").forEach((form) => form.reset());
  document.title = page.querySelector(".kiosk-name").textContent.trim();
  part("locked").querySelector("input:not([type=hidden])")?.focus();
}

function showRunning() {
  warned = Infinity;
  part("locked").hidden = true;
  part("running").hidden = false;
  part("session-field").value = session;
  tell(part("warning"), "");
}

function end(text) {
  report = { session, ended: Math.floor(Math.min(hubTime(), ends)) };
  keep(report);
  showLocked(text);
  ask();
}

function tick() {
  if (!session) return;
  const left = ends - hubTime();
  if (left <= 0) { end(page.dataset.over); return; }
  const seconds = Math.ceil(left / 1000);
  const shown = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  part("left").textContent = shown;
  document.title = shown;
  const step = seconds <= 60 ? 1 : seconds <= 300 ? 5 : Infinity;
  if (step !== warned) {
    if (step < warned) window.focus();
    tell(part("warning"), step === 1 ? page.dataset.one : step === 5 ? page.dataset.five : "");
    warned = step;
  }
}

async function answer(address, options) {
  const response = await fetch(address, { ...options, cache: "no-store", signal: AbortSignal.timeout(4000) });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

async function send() {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", part("end-form").elements.csrfmiddlewaretoken.value);
  body.set("session", report.session);
  body.set("ended", report.ended);
  return answer(page.dataset.end, { method: "POST", body, headers: { Accept: "application/json" } });
}

let asking = false;
async function ask() {
  if (asking) return;
  asking = true;
  try {
    let facts;
    if (report) {
      facts = await send();
      report = null;
      keep(null);
    } else {
      facts = await answer(page.dataset.state);
    }
    tell(part("network"), "");
    take(facts);
  } catch {
    tell(part("network"), page.dataset.away);
  } finally {
    asking = false;
  }
}

function take(facts) {
  if (report) return; // something ended while the hub was answering: the next answer knows of it
  now.at = facts.now;
  now.since = performance.now();
  if (facts.out !== (page.dataset.out === "yes")) { location.reload(); return; }
  const next = facts.session === null ? null : String(facts.session);
  ends = facts.ends || 0;
  if (next === session) return;
  if (next) { location.reload(); return; } // begun at the desk: the page as the hub has it for this visitor
  showLocked(page.dataset.ended);
}

part("end-form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (session) end(page.dataset.ended);
});
part("open")?.addEventListener("click", (event) => {
  event.preventDefault();
  opened = window.open(event.currentTarget.href, "_blank");
});

if (session) showRunning();
tick();
if (report) ask();
setInterval(tick, 1000);
setInterval(ask, ASK_EVERY);
addEventListener("online", ask);
