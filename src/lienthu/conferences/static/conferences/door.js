/* The door: what is scanned or pressed is kept on this device first and then told; what was told is dropped.

   Each scan has a key of its own, so that the hub takes it once however often it is sent. Without a network the page
   goes on, and opens again: its service worker keeps it with everybody who was registered when it was last asked for. */
(() => {
  const form = document.getElementById("door");
  if (!form) return;
  const words = form.dataset;
  const KEPT = `taps ${words.taps}`;
  const DOOR = `door ${words.taps}`;
  const AGAIN = 10000;
  const SOON = 2000; /* ms after a scan */
  const KEEP = 20000; /* ms between two times that the page is kept anew */
  const box = form.elements.code;
  const said = document.getElementById("said");
  const unsent = document.getElementById("unsent");
  const people = document.getElementById("people");
  const thereWords = document.getElementById("is-there")?.textContent || "";
  let sending = false;
  let lost = false;
  let kept = [];
  try { kept = JSON.parse(localStorage.getItem(KEPT)) || []; } catch { /* this page only */ }
  try { form.elements.door.value ||= localStorage.getItem(DOOR) || ""; } catch { /* empty */ }

  function store() {
    try {
      if (kept.length) localStorage.setItem(KEPT, JSON.stringify(kept)); else localStorage.removeItem(KEPT);
      localStorage.setItem(DOOR, form.elements.door.value);
    } catch { /* this page only */ }
  }

  function tell(line, text, kind) {
    line.hidden = !text;
    line.textContent = text;
    line.className = kind ? `message message-${kind}` : "message";
  }

  const key = () => [...crypto.getRandomValues(new Uint8Array(15))].map((one) => one.toString(16).padStart(2, "0")).join("");
  const personOf = (code) => people?.querySelector(`[data-code="${CSS.escape(code)}"]`);

  function markThere(person) {
    person.dataset.there = "";
    const button = person.querySelector("button");
    button.disabled = true;
    button.querySelector("[data-state]").textContent = thereWords;
  }

  function tap(code) {
    const wanted = code.trim().toUpperCase();
    if (!wanted) return;
    const person = personOf(wanted);
    kept.push({ key: key(), code: wanted, at: new Date().toISOString() });
    store();
    if (!person) tell(said, words.unknown.replace("CODE", wanted), "warning");
    else if ("there" in person.dataset) tell(said, words.again.replace("NAME", person.dataset.name), "warning");
    else {
      markThere(person);
      tell(said, words.welcome.replace("NAME", person.dataset.name), "success");
    }
    send();
  }

  async function send() {
    if (sending || !kept.length) return;
    sending = true;
    const batch = kept.slice(0, 200);
    let answer = null;
    let signedOut = false;
    try {
      const sent = await fetch(words.taps, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        body: JSON.stringify({ door: form.elements.door.value, taps: batch }),
        redirect: "manual",
      });
      signedOut = sent.type === "opaqueredirect" || sent.status === 403;
      answer = signedOut ? null : { ok: sent.ok, ...(await sent.json()) };
    } catch { /* no network: it is kept */ }
    sending = false;
    if (!answer || !answer.ok) {
      lost = true;
      const why = signedOut ? words.signedOut : words.kept;
      tell(unsent, answer?.error ? `${words.refused} ${answer.error}` : why.replace("N", String(kept.length)), "warning");
      return;
    }
    kept = kept.filter((one) => !(one.key in answer.outcomes));
    store();
    const last = answer.outcomes[batch[batch.length - 1].key];
    if (last) tell(said, last.said, last.outcome === "counted" ? "success" : "warning");
    batch.forEach((one) => {
      const outcome = answer.outcomes[one.key]?.outcome;
      const person = personOf(one.code);
      if (person && (outcome === "counted" || outcome === "again")) markThere(person);
    });
    if (lost) tell(unsent, words.sent, "success");
    lost = false;
    document.body.dispatchEvent(new Event("counted"));
    if (kept.length) send();
    else keepPage();
  }

  /* The page as it is kept on this device learns who came meanwhile: soon after a scan, and not too often. */
  let lastKept = Date.now();
  let toKeep = 0;
  function keepPage() {
    if (toKeep) return;
    toKeep = setTimeout(() => {
      toKeep = 0;
      lastKept = Date.now();
      navigator.serviceWorker?.controller?.postMessage("keep");
    }, Math.max(SOON, lastKept + KEEP - Date.now()));
  }

  async function keepable() {
    const line = document.getElementById("opens");
    try {
      await navigator.serviceWorker.register(words.worker);
      await navigator.serviceWorker.ready;
      line.textContent = words.opens;
    } catch { if (navigator.onLine) line.textContent = words.stays; }
  }

  keepable();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = box.value;
    box.value = "";
    box.focus();
    tap(code);
  });
  people?.addEventListener("submit", (event) => {
    event.preventDefault();
    tap(event.target.elements.code.value);
  });
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "D").toLowerCase();
  document.getElementById("find")?.addEventListener("input", ({ target }) => {
    const wanted = fold(target.value.trim());
    people.querySelectorAll("li").forEach((one) => { one.hidden = Boolean(wanted) && !fold(one.textContent).includes(wanted); });
  });
  addEventListener("online", send);
  setInterval(send, AGAIN);
  if (kept.length) {
    kept.forEach((one) => { const person = personOf(one.code); if (person) markThere(person); });
    lost = true;
    tell(unsent, words.kept.replace("N", String(kept.length)), "warning");
    send();
  }
})();
