/* The desk: focus stays in the box, function keys press buttons, a sound says how it went. Works without it too. */

const SOUNDS = { good: [[880, 0.09]], info: [[660, 0.09]], warn: [[520, 0.12], [520, 0.12]], bad: [[220, 0.3]] };
let audio = null;

function sound(state) {
  if (!SOUNDS[state] || !window.AudioContext) return;
  try {
    audio ||= new AudioContext();
    let at = audio.currentTime;
    for (const [pitch, seconds] of SOUNDS[state]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.value = 0.06;
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + seconds);
      at += seconds + 0.06;
    }
  } catch { /* no sound on this machine: colour and words remain */ }
}

/* What was typed while the last scan was under way belongs to the next one. */
let typed = "";

function settle(spoken) {
  const box = document.getElementById("q");
  const outcome = document.querySelector("[data-outcome]");
  if (box) {
    if (typed) { box.value = typed; typed = ""; }
    box.focus();
  }
  if (!spoken || !outcome) return;
  document.getElementById("desk-said").textContent = document.getElementById("outcome").textContent.trim();
  outcome.classList.add("desk-flash");
  sound(outcome.dataset.outcome);
}

document.addEventListener("htmx:beforeRequest", () => {
  const box = document.getElementById("q");
  if (box) box.value = "";
});
document.addEventListener("htmx:beforeSwap", () => { typed = document.getElementById("q")?.value || ""; });
document.addEventListener("htmx:afterSettle", () => settle(true));
document.addEventListener("htmx:sendError", () => {
  document.getElementById("desk-said").textContent = document.getElementById("desk").dataset.lost || "";
  sound("bad");
});

/* A mode is changed by its radio button; then the hand goes back to the box. */
document.addEventListener("change", (event) => {
  if (event.target.matches(".desk-modes input")) document.getElementById("q").focus();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^(F\d+|Escape)$/.test(event.key)) return;
  const box = document.getElementById("q");
  if (event.key === "Escape" && box.value) {
    box.value = "";
    event.preventDefault();
    return;
  }
  const target = document.querySelector(`[data-desk-key="${event.key}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});

settle(Boolean(document.querySelector("[data-outcome]")));
