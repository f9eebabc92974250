/* Headings while one types: a list below the field, by keyboard or pointer; picking fills the whole field. Without this
   script, or without an answer from the server, the field is typed as any other. */
(() => {
  const form = document.getElementById("editor");
  const list = document.getElementById("headings");
  const told = document.getElementById("headings-told");
  if (!form || !list) return;
  const fields = document.getElementById("fields");
  const TAGS = /^(?:[1678](?:00|10|11)|130|240|440|490|630|730|65[0135]|690|830)$/;
  const LEAST = 2;
  const PAUSE = 180; // ms without a key
  let timer = 0;
  let asked = null;
  let at = null; // the field that the list is for
  let found = [];
  let chosen = -1;
  let picking = false;

  /* What is being typed: the tag, the words, and how a heading is put in their place; null where no heading is typed. */
  function typed(target) {
    if (!fields.contains(target)) return null;
    if (target.dataset.code === "a" && TAGS.test(target.dataset.tag)) {
      return { tag: target.dataset.tag, text: target.value, put: (heading) => intoEntry(target.closest(".entry"), heading) };
    }
    if (target.name !== "text") return null;
    const tag = target.closest(".grid-row").querySelector("[name=tag]").value.trim();
    const parts = cut(target.value);
    const caret = target.selectionStart;
    const part = parts.find((each) => caret > each.start && caret <= each.end);
    if (!TAGS.test(tag) || !part || part.code !== "a") return null;
    return { tag, text: part.text, put: (heading) => intoRow(target, tag, part, heading) };
  }

  /* The subfields of a row's text with where each stands; text before the first dollar sign is $a. */
  function cut(text) {
    const parts = [];
    const pattern = /\$(?!\$)(.)((?:\$\$|[^$])*)/g;
    const first = text.match(/^(?:\$\$|[^$])*/)[0];
    if (first.trim()) parts.push({ code: "a", text: first, start: -1, end: first.length });
    for (const each of text.matchAll(pattern)) {
      parts.push({ code: each[1], text: each[2], start: each.index + 1, end: each.index + each[0].length });
    }
    return parts;
  }

  const written = (subfields, link) =>
    [...subfields, ...(link ? [["0", link]] : [])].map(([code, value]) => `$${code}${value.replaceAll("$", "$$$$")}`).join("");

  function intoEntry(entry, heading) {
    const plain = new Map([...heading.form].reverse());
    for (const box of entry.querySelectorAll("[data-code]")) {
      if (heading.codes.includes(box.dataset.code)) box.value = plain.get(box.dataset.code) ?? "";
    }
    const whole = entry.querySelector("[name$='.whole']");
    if (whole) whole.value = written(heading.subfields, heading.link);
    const boxes = [...entry.querySelectorAll("[data-code]")];
    return boxes.find((box) => !heading.codes.includes(box.dataset.code)) ?? boxes[0];
  }

  function intoRow(area, tag, part, heading) {
    const others = cut(area.value).filter((each) => each !== part && (tag === "653" || !(heading.codes + "0").includes(each.code)));
    const before = tag === "653" ? others.filter((each) => each.start < part.start) : [];
    const after = others.filter((each) => !before.includes(each));
    const kept = (parts) => parts.map((each) => `$${each.code}${each.text}`).join("");
    area.value = kept(before) + written(heading.subfields, "") + kept(after) + (heading.link ? written([], heading.link) : "");
    return area;
  }

  async function ask(target) {
    const what = typed(target);
    if (!what || what.text.trim().length < LEAST) { close(); return; }
    asked?.abort();
    asked = new AbortController();
    const address = `${form.dataset.headings}?${new URLSearchParams({ tag: what.tag, q: what.text })}`;
    try {
      const response = await fetch(address, { signal: asked.signal });
      if (!response.ok) { close(); return; }
      const answer = await response.json();
      if (document.activeElement === target) show(target, answer.headings);
    } catch {
      close(); // another question, or no server: the editor says so by itself
    }
  }

  function show(target, headings) {
    close();
    if (!headings.length) return;
    at = target;
    found = headings;
    list.replaceChildren(...headings.map(option));
    list.hidden = false;
    const box = target.getBoundingClientRect();
    const within = list.offsetParent.getBoundingClientRect();
    list.style.top = `${box.bottom - within.top}px`;
    list.style.left = `${Math.max(0, Math.min(box.left - within.left, within.width - list.offsetWidth))}px`;
    target.setAttribute("aria-controls", list.id);
    if (target.tagName === "INPUT") {
      target.setAttribute("role", "combobox");
      target.setAttribute("aria-autocomplete", "list");
      target.setAttribute("aria-expanded", "true");
    }
    told.textContent = form.dataset.headingsTold.replace("{n}", headings.length);
  }

  function option(heading, place) {
    const item = document.createElement("li");
    item.id = `headings-${place}`;
    item.role = "option";
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("span");
    if (heading.from) {
      const from = document.createElement("span");
      from.className = "faint";
      from.textContent = `${heading.from} → ${form.dataset.headingsSee} `;
      name.append(from);
    }
    name.append(heading.text);
    const count = document.createElement("span");
    count.className = "faint tabular nowrap";
    count.textContent = heading.count;
    item.append(name, count);
    return item;
  }

  function close() {
    if (at) for (const name of ["role", "aria-autocomplete", "aria-expanded", "aria-controls", "aria-activedescendant"]) at.removeAttribute(name);
    list.hidden = true;
    list.replaceChildren();
    told.textContent = "";
    at = null;
    found = [];
    chosen = -1;
  }

  function choose(place) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = (place + found.length) % found.length;
    const item = list.children[chosen];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    at.setAttribute("aria-activedescendant", item.id);
    told.textContent = item.textContent;
  }

  function pick(place) {
    const target = at;
    const what = typed(target);
    const heading = found[place];
    close();
    if (!what || !heading) return;
    picking = true;
    const next = what.put(heading);
    target.dispatchEvent(new Event("input", { bubbles: true }));
    picking = false;
    next.focus();
    if (next.setSelectionRange) next.setSelectionRange(next.value.length, next.value.length);
  }

  fields.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (picking) return;
    const entry = event.target.closest(".entry");
    const whole = entry?.querySelector("[name$='.whole']");
    if (whole && event.target.dataset.code) whole.value = ""; // what is typed by hand counts
    if (typed(event.target)) timer = setTimeout(() => ask(event.target), PAUSE);
    else close();
  });
  fields.addEventListener("focusout", () => { clearTimeout(timer); close(); });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const item = event.target.closest("[role=option]");
    if (item) pick([...list.children].indexOf(item));
  });

  const KEYS = {
    ArrowDown: () => choose(chosen + 1),
    ArrowUp: () => choose(chosen < 0 ? -1 : chosen - 1),
    Escape: close,
    Enter: () => { if (chosen < 0) return false; pick(chosen); return true; },
  };
  // Before the editor's own keys, which mean other things where no list is open.
  document.addEventListener("keydown", (event) => {
    const act = at && event.target === at && !event.ctrlKey && !event.altKey && !event.metaKey && KEYS[event.key];
    if (!act || act() === false) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
})();
