/* The editor of a record. The page is whole without this: every button is a request. Here the same requests go without a
   new page, the draft is kept while one types, any step can be taken back, and everything has a key. */
(() => {
  const form = document.getElementById("editor");
  if (!form) return;
  const fields = document.getElementById("fields");
  const kept = form.querySelector("[data-kept]");
  const PARTS = ["likes", "findings", "keys", "views"];
  const STEPS = 200;
  const OPEN_LIST = / (?:role="combobox"|aria-(?:autocomplete|expanded|controls|activedescendant)="[^"]*")/g;
  const ROW_HELP = /(<p [^>]*data-row-help[^>]*>)[^<]*/;

  /* --- what can be taken back: the markup of the fields with what was typed in it --- */
  const past = [];
  const future = [];
  let current = "";

  function snapshot() {
    for (const input of fields.querySelectorAll("input")) input.setAttribute("value", input.value);
    for (const area of fields.querySelectorAll("textarea")) if (area.textContent !== area.value) area.textContent = area.value;
    for (const option of fields.querySelectorAll("option")) option.toggleAttribute("selected", option.selected);
    // A list of headings that is open, and the help to the row that one stands in, are no part of what was typed.
    return fields.innerHTML.replace(OPEN_LIST, "").replace(ROW_HELP, "$1");
  }

  function remember() {
    const now = snapshot();
    if (now === current) return;
    past.push(current);
    if (past.length > STEPS) past.shift();
    future.length = 0;
    current = now;
    showSteps();
  }

  function showSteps() {
    form.querySelector("[data-undo]").disabled = !past.length;
    form.querySelector("[data-redo]").disabled = !future.length;
  }

  function step(from, to) {
    remember();
    if (!from.length) return;
    const focus = place(document.activeElement);
    to.push(current);
    current = from.pop();
    fields.innerHTML = current;
    grow();
    refocus(focus);
    showSteps();
    changed();
  }

  const place = (element) => {
    if (!element || !element.name || !fields.contains(element)) return null;
    return { name: element.name, nth: [...form.elements].filter((each) => each.name === element.name).indexOf(element) };
  };

  function refocus(where) {
    const same = where ? [...form.elements].filter((each) => each.name === where.name) : [];
    const target = same[Math.min(where ? where.nth : 0, same.length - 1)];
    if (target) target.focus();
    else if (where) fields.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }

  /* --- keeping the draft while one types: one request at a time, the next with whatever came meanwhile --- */
  let timer = 0;
  let waiting = false;
  let running = null;
  let stopped = false;

  function changed() {
    waiting = true;
    kept.textContent = form.dataset.notKept;
    clearTimeout(timer);
    timer = setTimeout(keep, 500);
  }

  async function keep() {
    clearTimeout(timer);
    if (stopped) return;
    if (running) { await running; return; }
    remember();
    waiting = false;
    running = check().finally(() => { running = null; });
    await running;
    if (waiting && !stopped) timer = setTimeout(keep, 100);
  }

  async function check() {
    const sent = new FormData(form);
    try {
      const response = await fetch(form.dataset.check, { method: "POST", body: sent });
      const answer = await response.json();
      if (response.status === 409) { stopped = true; kept.textContent = answer.refused; return; }
      if (!response.ok) throw new Error(response.statusText);
      form.elements.revision.value = answer.revision;
      if (!waiting) kept.textContent = answer.kept;
      show(answer, sent);
    } catch {
      waiting = true;
      kept.textContent = form.dataset.trouble;
      clearTimeout(timer);
      timer = setTimeout(keep, 10000);
    }
  }

  function show(answer, sent) {
    for (const name of ["likes", "findings"]) put(name, answer.parts[name]);
    const untouched = snapshot() === current;
    mark(answer.findings);
    if (untouched) current = snapshot(); // a mark is no step of its own
    if (waiting) return; // typed on meanwhile: the next answer knows of it
    const coded = document.getElementById("coded");
    if (coded.contains(document.activeElement)) {
      for (const was of coded.querySelectorAll("[name^='was.']")) was.value = sent.get(`c.${was.name.slice(4)}`) ?? was.value;
    } else {
      const open = coded.querySelector("details")?.open;
      put("coded", answer.parts.coded);
      if (open) coded.querySelector("details").open = true;
    }
    const rowOf = rows();
    const texts = sent.getAll("text");
    rowOf.forEach((row, at) => {
      const text = answer.fixed[row.tag.value.toUpperCase()];
      if (text !== undefined && row.text.value === texts[at] && row.text !== document.activeElement) row.text.value = text;
    });
    if (untouched) current = snapshot();
    grow();
  }

  function put(name, html) {
    const box = document.getElementById(name);
    if (box.dataset.shown !== html) {
      box.innerHTML = html;
      box.dataset.shown = html;
    }
  }

  function mark(findings) {
    const all = numbered();
    for (const row of rows()) row.line.removeAttribute("data-severity");
    for (const group of fields.querySelectorAll(".group")) {
      const tags = group.dataset.tags.split(" ");
      const lines = findings.filter((each) => each.severity !== "note" && tags.includes(each.tag)).map((each) => {
        const line = document.createElement("p");
        line.className = `finding-line ${each.severity}`;
        line.textContent = each.text;
        return line;
      });
      group.querySelector(".group-findings").replaceChildren(...lines);
    }
    for (const each of findings) {
      const row = each.index < 0 ? null : all[each.index];
      if (row && !row.line.dataset.severity) row.line.dataset.severity = each.severity;
    }
  }

  /* --- buttons that are requests --- */
  async function send(what) {
    remember();
    clearTimeout(timer);
    if (running) await running;
    const body = new FormData(form);
    body.set("do", what);
    const response = await fetch(location.href, { method: "POST", body });
    if (response.redirected && new URL(response.url).pathname !== location.pathname) { leave(response.url); return; }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const focus = place(document.activeElement);
    const fresh = page.getElementById("fields");
    if (!fresh) { leave(location.href); return; }
    fields.innerHTML = fresh.innerHTML;
    for (const name of PARTS) put(name, page.getElementById(name).innerHTML);
    form.elements.revision.value = page.querySelector("#editor [name=revision]").value;
    document.querySelector("[data-heading]").textContent = page.querySelector("[data-heading]").textContent;
    document.querySelectorAll(".messages").forEach((each) => each.remove());
    page.querySelectorAll(".messages").forEach((each) => form.before(document.adoptNode(each)));
    waiting = false;
    grow();
    remember();
    if (!form.contains(document.activeElement) || document.activeElement === document.body) {
      if (what.startsWith("view:")) fields.querySelector("input:not([type=hidden]), textarea")?.focus();
      else refocus(focus);
    }
    keep();
  }

  function leave(address) {
    waiting = false;
    location.assign(address);
  }

  form.addEventListener("submit", async (event) => {
    const what = event.submitter?.value ?? "keep";
    if (what === "save") {
      clearTimeout(timer);
      waiting = false;
      if (!running) return;
      event.preventDefault();
      await running;
      waiting = false;
      clearTimeout(timer);
      form.requestSubmit(event.submitter);
      return;
    }
    event.preventDefault();
    if (what === "rows") newRow(rows().at(-1));
    else if (what.startsWith("more:")) another(event.submitter.closest(".group"));
    else if (what === "keep") keep();
    else await send(what);
  });

  /* --- the grid --- */
  const rows = () => [...fields.querySelectorAll(".grid-rows > .grid-row:not(.grid-head)")].map((line) => ({
    line, tag: line.querySelector("[name=tag]"), ind: line.querySelector("[name=ind]"), text: line.querySelector("[name=text]"),
  }));
  const numbered = () => rows().filter((row) => row.tag.value.trim().toUpperCase() !== "LDR" && (row.tag.value.trim() || row.text.value.trim()));
  const beside = (row, by) => {
    const all = rows();
    return all[all.findIndex((each) => each.line === row.line) + by];
  };
  const rowOf = (element) => rows().find((row) => row.line.contains(element));

  function newRow(after) {
    remember();
    const line = after.line.cloneNode(true);
    for (const input of line.querySelectorAll("input, textarea")) { input.value = ""; input.textContent = ""; input.removeAttribute("value"); }
    line.querySelector(".row-label").textContent = "";
    line.removeAttribute("data-severity");
    after.line.after(line);
    line.querySelector("[name=tag]").focus();
    changed();
  }

  function removeRow(row) {
    remember();
    const next = beside(row, 1) || beside(row, -1);
    if (!next || row.tag.value === "LDR") return;
    row.line.remove();
    next.text.focus();
    changed();
    kept.textContent = form.dataset.removed;
  }

  function moveRow(row, by, name) {
    remember();
    const other = beside(row, by);
    if (!other || other.tag.value === "LDR" || row.tag.value === "LDR") return;
    if (by < 0) other.line.before(row.line); else other.line.after(row.line);
    row.line.querySelector(`[name=${name}]`)?.focus();
    changed();
  }

  function grow() {
    for (const area of fields.querySelectorAll(".grid-rows textarea")) {
      area.rows = 1;
      while (area.scrollHeight > area.clientHeight + 2 && area.rows < 14) area.rows += 1;
    }
  }

  let schema = null;
  async function help(row) {
    const line = fields.querySelector("[data-row-help]");
    if (!line) return;
    schema ??= fetch(form.dataset.schema).then((response) => (response.ok ? response.json() : {})).catch(() => ({}));
    const field = (await schema)[row.tag.value.trim().toUpperCase()];
    row.line.querySelector(".row-label").textContent = field ? field.label : "";
    if (!field) { line.textContent = ""; return; }
    const said = [`${row.tag.value} ${field.label}`];
    field.indicators.forEach((each, at) => {
      if (each) said.push(`${at + 1}: ${each.label} (${Object.entries(each.codes).map(([code, name]) => `${code} ${name}`).join(", ")})`);
    });
    for (const [code, name] of Object.entries(field.subfields)) said.push(`$${code} ${name}`);
    line.textContent = said.join(" · ");
  }

  /* --- the form --- */
  function another(group) {
    remember();
    const entries = group.querySelectorAll(".entry");
    const last = entries[entries.length - 1];
    const number = Math.max(...[...entries].map((entry) => Number(entry.dataset.number))) + 1;
    const fresh = last.cloneNode(true);
    fresh.hidden = false;
    fresh.dataset.number = number;
    const renamed = (text) => text.replace(/^(g\.[a-z_]+)\.\d+\./, `$1.${number}.`);
    for (const each of fresh.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) if (each.hasAttribute(name)) each.setAttribute(name, renamed(each.getAttribute(name)));
      if ("value" in each && each.tagName !== "BUTTON") { each.value = ""; each.removeAttribute("value"); }
    }
    fresh.querySelector("p.faint")?.remove();
    last.after(fresh);
    for (const button of group.querySelectorAll("[data-remove]")) button.hidden = false;
    fresh.querySelector("input:not([type=hidden]), textarea").focus();
    changed();
  }

  function removeEntry(entry) {
    remember();
    const group = entry.closest(".group");
    const at = entry.querySelector("[name$='.at']");
    const others = [...group.querySelectorAll(".entry:not([hidden])")].filter((each) => each !== entry);
    if (!others.length) another(group);
    if (at.value) { entry.querySelector("[name$='.gone']").value = "1"; entry.hidden = true; } else entry.remove();
    group.querySelector(".entry:not([hidden]) input:not([type=hidden]), .entry:not([hidden]) textarea")?.focus();
    changed();
    kept.textContent = form.dataset.removed;
  }

  /* --- keys and clicks --- */
  form.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (row && event.target === row.text) grow();
    if (row && event.target === row.tag) help(row);
    if (row && event.target === row.tag && row.tag.value.length === 3 && row.tag.value !== "LDR") {
      const control = row.tag.value.startsWith("00");
      if (!control && !row.ind.value) row.ind.value = "##";
      (control ? row.text : row.ind).focus();
    } else if (row && event.target === row.ind && row.ind.value.length === 2 && row.ind.selectionStart === 2) {
      row.text.focus();
    }
    changed();
  });
  form.addEventListener("focusin", (event) => {
    const row = rowOf(event.target);
    if (row) {
      help(row);
      if (event.target !== row.text) event.target.select();
    }
  });
  form.addEventListener("click", (event) => {
    const target = event.target.closest("button");
    if (!target) return;
    if (target.matches("[data-undo]")) step(past, future);
    else if (target.matches("[data-redo]")) step(future, past);
    else if (target.matches("[data-remove]")) removeEntry(target.closest(".entry"));
    else if (target.matches("[data-goto]")) goTo(target.closest(".finding"));
  });

  function goTo(finding) {
    const row = numbered()[Number(finding.dataset.index)] || rows().find((each) => each.tag.value === finding.dataset.tag);
    const group = [...fields.querySelectorAll(".group")].find((each) => each.dataset.tags.split(" ").includes(finding.dataset.tag));
    const target = row?.text || group?.querySelector(".entry:not([hidden]) input:not([type=hidden])");
    if (target?.closest("details")) target.closest("details").open = true;
    (target || finding.querySelector("button"))?.focus();
  }

  let lastFinding = -1;
  function nextFinding() {
    const all = [...document.querySelectorAll("#findings .finding")];
    if (!all.length) return;
    lastFinding = (lastFinding + 1) % all.length;
    goTo(all[lastFinding]);
  }

  const press = (selector) => document.querySelector(selector)?.click();
  const KEYS = {
    "ctrl+s": () => press("#editor button[value=save]"),
    "ctrl+z": () => step(past, future),
    "ctrl+y": () => step(future, past),
    "ctrl+shift+z": () => step(future, past),
    f2: () => press("#views [aria-pressed=false]"),
    f8: nextFinding,
    "ctrl+/": () => { const keys = document.querySelector("#keys details"); keys.open = !keys.open; keys.querySelector("summary").focus(); },
  };
  const IN_ROW = {
    enter: (row) => newRow(row),
    "ctrl+delete": (row) => removeRow(row),
    "alt+arrowup": (row, at) => moveRow(row, -1, at.name),
    "alt+arrowdown": (row, at) => moveRow(row, 1, at.name),
    arrowup: (row, at) => go(row, at, -1),
    arrowdown: (row, at) => go(row, at, 1),
  };
  const IN_ENTRY = {
    "ctrl+enter": (entry) => press(`[value="more:${entry.closest(".group").dataset.group}"]`),
    "ctrl+delete": (entry) => entry.querySelector("[data-remove]")?.click(),
  };

  function go(row, at, by) {
    beside(row, by)?.line.querySelector(`[name=${at.name}]`).focus();
  }

  document.addEventListener("keydown", (event) => {
    const name = [event.ctrlKey || event.metaKey ? "ctrl" : "", event.altKey ? "alt" : "", event.shiftKey ? "shift" : "", event.key.toLowerCase()]
      .filter(Boolean).join("+");
    const at = event.target;
    const row = at.matches?.("[name=tag], [name=ind], [name=text]") ? rowOf(at) : null;
    const entry = at.closest?.(".entry");
    const long = at.tagName === "TEXTAREA" && at.rows > 1 && name.startsWith("arrow");
    const act = KEYS[name] || (row && !long && IN_ROW[name] && (() => IN_ROW[name](row, at))) || (entry && IN_ENTRY[name] && (() => IN_ENTRY[name](entry)));
    if (!act) return;
    event.preventDefault();
    act();
  });
  addEventListener("beforeunload", (event) => { if (waiting && !stopped) event.preventDefault(); });

  grow();
  current = snapshot();
})();
