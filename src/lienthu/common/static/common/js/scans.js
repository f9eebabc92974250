/* A form[data-scans] whose one box is scanned into faster than the hub answers: the codes wait their turn, in order.

   What is being typed stays; what could not be sent is kept and goes first, with the next scan or Enter. A button with
   data-scan-key="F8" is pressed by that key, after the scans that came before it. */
(() => {
  const form = () => document.querySelector("form[data-scans]");
  const box = () => form()?.querySelector("input.input");
  const queue = []; /* {code} or {key} */
  let busy = false;
  let going = false; /* the submission under way is one of the queue's */
  let sent = "";
  let typed = "";
  let before = null; /* the box of the answer before */

  function show(lost) {
    const line = document.querySelector("[data-scans-waiting]");
    const codes = queue.filter((one) => one.code).map((one) => one.code);
    line.hidden = !codes.length;
    line.classList.toggle("message-error", Boolean(lost));
    line.textContent = codes.length ? `${lost ? line.dataset.lost : line.dataset.waiting} ${codes.join(", ")}` : "";
  }

  function next() {
    if (busy || !queue.length) return;
    const one = queue.shift();
    show(false);
    if (one.key) {
      document.querySelector(`[data-scan-key="${one.key}"]`)?.click();
      return;
    }
    const half = box().value;
    box().value = one.code;
    going = true;
    form().requestSubmit();
    going = false;
    box().value = half;
  }

  document.addEventListener("submit", (event) => {
    if (event.target !== form() || going) return;
    if (!busy && !queue.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const code = box().value.trim();
    box().value = "";
    if (code) queue.push({ code });
    show(false);
    next();
  }, true);

  document.addEventListener("htmx:beforeRequest", (event) => {
    busy = true;
    if (event.target !== form()) return;
    sent = box().value;
    box().value = "";
  });
  /* Where the answer brings a new box, what is half typed in the old one goes on in it. */
  document.addEventListener("htmx:beforeSwap", () => { before = box(); typed = before?.value || ""; });
  document.addEventListener("htmx:afterSwap", () => {
    const input = box();
    if (input && input !== before) input.value = typed + input.value;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!box()) return;
    sent = "";
    busy = false;
    next();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) return;
    busy = false;
    if (sent) queue.unshift({ code: sent });
    sent = "";
    show(true);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^(F\d+|Escape)$/.test(event.key)) return;
    const input = box();
    if (event.key === "Escape" && input?.value) {
      input.value = "";
      event.preventDefault();
      return;
    }
    if (busy || queue.length) {
      if (!form()) return;
      queue.push({ key: event.key });
      event.preventDefault();
      return;
    }
    const target = document.querySelector(`[data-scan-key="${event.key}"]`);
    if (!target) return;
    event.preventDefault();
    target.click();
  });
})();
