/* The box of a stocktaking: the cursor comes back to it, each answer has its sound. Without this the page works the same. */
const box = document.querySelector("#scan");
const code = document.querySelector("#code");
const sound = document.querySelector("#sound");
const log = document.querySelector("#log");
const LOGGED = 12;
/* Frequency in Hz and length in seconds of each tone, played one after the other. */
const TUNES = { good: [[1200, 0.07]], again: [[700, 0.07]], look: [[500, 0.15], [800, 0.15]], bad: [[220, 0.4]] };
let audio = null;

function play(tone) {
  if (!sound.checked || !window.AudioContext || !TUNES[tone]) return;
  audio = audio || new AudioContext();
  let start = audio.currentTime;
  for (const [frequency, length] of TUNES[tone]) {
    const voice = audio.createOscillator();
    const level = audio.createGain();
    level.gain.value = 0.15;
    voice.frequency.value = frequency;
    voice.connect(level).connect(audio.destination);
    voice.start(start);
    voice.stop(start + length);
    start += length;
  }
}

box?.addEventListener("htmx:beforeSend", () => code.focus());

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "answer") return;
  const answer = event.target.querySelector("[data-tone]");
  if (!answer) return;
  play(answer.dataset.tone);
  const line = document.createElement("li");
  line.textContent = answer.querySelector(".scan-sentence").textContent;
  const scanned = answer.querySelector(".tabular");
  if (scanned) line.prepend(`${scanned.textContent} · `);
  log.prepend(line);
  while (log.children.length > LOGGED) log.lastElementChild.remove();
});

box?.addEventListener("htmx:sendError", () => play("bad"));
