/* The desk: focus stays in the box, a sound says how it went. Works without it too; scans that wait: common/js/scans.js */

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

function settle(spoken) {
  const box = document.getElementById("q");
  const outcome = document.querySelector("[data-outcome]");
  box?.focus();
  if (!spoken || !outcome) return;
  document.getElementById("desk-said").textContent = document.getElementById("outcome").textContent.trim();
  outcome.classList.add("desk-flash");
  sound(outcome.dataset.outcome);
}

document.addEventListener("htmx:afterSettle", () => settle(true));
document.addEventListener("htmx:afterRequest", (event) => { if (!event.detail.successful) sound("bad"); });

/* A mode is changed by its radio button; then the hand goes back to the box. */
document.addEventListener("change", (event) => {
  if (event.target.matches(".desk-modes input")) document.getElementById("q").focus();
});

settle(Boolean(document.querySelector("[data-outcome]")));
