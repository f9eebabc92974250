/* The custodian's page where the network comes and goes: nothing that was typed is lost to a page that does not load.
   A form with data-keep is kept on the phone as it is typed and sent when the network is back; other presses are told not
   to have been written down. */

(() => {
  const note = document.getElementById("unsent");
  if (!note) return;
  const AGAIN = 15000; // ms
  const SENT = "at-site sent";
  const place = (form) => `at-site ${new URL(form.action).pathname} ${form.dataset.keep}`;
  const ours = ({ name, type }) => name && type !== "hidden" && type !== "submit";
  const forms = [...document.querySelectorAll("form[method=post]")];
  let waiting = null; // [form, the button that was pressed]
  let passed = false;

  function stored(kind, name, value) {
    try { return value === undefined ? kind.getItem(name) : kind.setItem(name, value); } catch { return null; /* this page only */ }
  }
  const forget = (kind, name) => { try { kind.removeItem(name); } catch { /* nothing was kept */ } };

  function tell(words) {
    note.textContent = words;
    note.hidden = !words;
  }

  function keep(form) {
    const said = [...form.elements].filter(ours).map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]);
    stored(localStorage, place(form), JSON.stringify(said));
  }

  function bring(form) {
    const known = stored(localStorage, place(form));
    if (!known) return;
    for (const [name, value] of JSON.parse(known)) {
      const field = [...form.elements].find((one) => one.name === name && ours(one));
      if (!field) continue;
      if (field.type === "checkbox") field.checked = value; else field.value = value;
    }
    const folded = form.closest("details");
    if (folded) folded.open = true;
    tell(note.dataset.here);
  }

  async function reaches() {
    if (!navigator.onLine) return false;
    try { return (await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(AGAIN) })).ok; } catch { return false; }
  }

  async function send() {
    if (!waiting) return;
    const [form, button] = waiting;
    if (!await reaches()) {
      tell(form.dataset.keep ? note.dataset.kept : note.dataset.not);
      if (!form.dataset.keep) waiting = null; // pressed again by a person who sees it
      return;
    }
    waiting = null;
    passed = true;
    if (form.dataset.keep) stored(sessionStorage, SENT, place(form));
    form.requestSubmit(button);
  }

  // What was sent and not sent back with a remark has arrived.
  const sent = stored(sessionStorage, SENT);
  if (sent) {
    forget(sessionStorage, SENT);
    if (!document.querySelector(".message-error, [aria-invalid=true]")) forget(localStorage, sent);
  }
  for (const form of forms) {
    if (form.dataset.keep) {
      bring(form);
      form.addEventListener("input", () => keep(form));
    }
    form.addEventListener("submit", (event) => {
      if (passed) return;
      event.preventDefault();
      waiting = [form, event.submitter];
      send();
    });
  }
  addEventListener("online", send);
  setInterval(send, AGAIN);
  addEventListener("pageshow", ({ persisted }) => { if (persisted) passed = false; });
})();
