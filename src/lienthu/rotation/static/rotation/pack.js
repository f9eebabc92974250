/* The box of packing: the cursor comes back to it, and what was packed is listed. Without this the page works the same. */
const box = document.querySelector("#scan");
const code = document.querySelector("#code");
const log = document.querySelector("#log");
const LOGGED = 12;

box?.addEventListener("htmx:beforeSend", () => code.focus());

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "answer") return;
  const packed = event.target.querySelector("[data-packed]");
  if (!packed) return;
  const line = document.createElement("li");
  line.textContent = packed.dataset.packed;
  log.prepend(line);
  log.closest("section").hidden = false;
  while (log.children.length > LOGGED) log.lastElementChild.remove();
});
