/* What was typed and could not be sent is kept on this device, and is sent by itself when the network is back. */
(() => {
  const form = document.getElementById("sheet");
  const note = document.getElementById("unsent");
  if (!form || !note) return;
  const there = form.getAttribute("action");
  const KEPT = `unsent ${there}`;
  const AGAIN = 15000;
  let asking = false;
  let failed = false;
  let handing = null; // the form to hand in, as soon as nothing is left to send
  let kept = []; // [name, value] in the order in which they were typed; "do" is a button
  try { kept = JSON.parse(localStorage.getItem(KEPT)) || []; } catch { /* this page only */ }

  const same = (name, value) => ([known, was]) => known === name && (name !== "do" || was === value);

  function store() {
    try {
      if (kept.length) localStorage.setItem(KEPT, JSON.stringify(kept)); else localStorage.removeItem(KEPT);
    } catch { /* this page only */ }
  }

  function keep(name, value) {
    const at = kept.findIndex(same(name, value));
    if (at >= 0 && kept[at][1] === value) return;
    if (at >= 0) kept.splice(at, 1);
    kept.push([name, value]);
    store();
  }

  function drop(name, value) {
    kept = kept.filter(([known, was]) => known !== name || was !== value);
    store();
  }

  function tell(words, kind) {
    note.textContent = words;
    note.className = `message message-${kind} unsent`;
  }

  const field = (name, value) =>
    form.querySelector(`[name="${CSS.escape(name)}"]${name === "do" ? `[value="${CSS.escape(value)}"]` : ""}`);

  function show() {
    kept.forEach(([name, value]) => {
      const found = name === "do" ? null : field(name, value);
      if (found) found.value = value;
    });
  }

  /* One after the other: an answer may bring other lines anew. */
  function send() {
    if (asking || !kept.length) return;
    const [name, value] = kept[0];
    const found = field(name, value);
    if (!found) { drop(name, value); next(); return; }
    if (name !== "do") {
      if (found === document.activeElement && found.value !== value) return; // being typed in: it comes by itself
      found.value = value;
    }
    htmx.trigger(found, name === "do" ? "click" : "change");
  }

  function next() {
    if (kept.length) { setTimeout(send); return; }
    if (handing) { handing.submit(); return; }
    if (failed) tell(note.dataset.sent, "success");
    else if (note.textContent) tell("", "success");
    failed = false;
  }

  form.addEventListener("change", ({ target }) => {
    if (/^[vrw]-/.test(target.name || "")) keep(target.name, target.value);
  });
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("button[name='do']");
    if (button) keep("do", button.value);
  }, true);
  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    if (detail.requestConfig.path === there) asking = true;
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig.path !== there) return;
    asking = false;
    const { xhr, requestConfig: { elt, parameters } } = detail; // the field may have been put anew meanwhile
    if (detail.successful && new URL(xhr.responseURL).pathname === there) {
      drop(elt.name, elt.name === "do" ? elt.value : parameters[elt.name]);
      next();
    } else {
      failed = true;
      handing = null;
      tell(note.dataset.kept, "warning");
    }
  });
  document.querySelector("[data-hand-in]")?.addEventListener("submit", (event) => {
    if (!kept.length && navigator.onLine) return;
    event.preventDefault();
    if (!kept.length) { tell(note.dataset.away, "warning"); return; }
    handing = event.target;
    send();
  });
  addEventListener("online", send);
  setInterval(send, AGAIN);
  document.addEventListener("DOMContentLoaded", () => {
    if (!kept.length) return;
    failed = true;
    show();
    tell(note.dataset.kept, "warning");
    send();
  });
})();
