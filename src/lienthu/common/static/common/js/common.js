/* What every page may use; each part starts from an attribute in the markup, and the page works without it. */

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function themeToggle(button) {
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  show();
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try { localStorage.setItem("theme", next); } catch { /* this visit only */ }
    show();
  });
}

/* data-forget-pages, on the form that signs out and on the one that signs in: pages for staff that a service worker
   kept on this device show people, and are shown to nobody who is not signed in. */
async function forgetPages() {
  const names = "caches" in window ? await caches.keys() : [];
  const kept = names.filter((name) => name.includes("/staff/")); /* named after the page, then the version */
  await Promise.all(kept.map(async (name) => (await caches.open(name)).delete(name.split(" ")[0])));
}
if (document.querySelector("form[data-forget-pages=now]")) forgetPages();
document.addEventListener("submit", ({ target }) => { if ("forgetPages" in target.dataset) forgetPages(); });

/* data-submit-on-change: a select that stands for its form's button. */
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-submit-on-change]")) event.target.form.requestSubmit();
});

/* data-copy="#id" copies the text of that element, or the value when it is a literal; data-done says so. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const what = button.dataset.copy;
  const source = what.startsWith("#") ? document.querySelector(what) : null;
  await navigator.clipboard.writeText(source ? source.textContent.trim() : what);
  const label = button.querySelector("[data-label-text]") || button;
  const before = label.textContent;
  label.textContent = button.dataset.done;
  setTimeout(() => { label.textContent = before; }, 2000);
});

/* data-key="m": the key presses the button or follows the link, unless one is typing. */
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) target.focus(); else target.click();
});

/* data-menu: an open menu closes by Escape, by a press beside it, and when the keyboard leaves it. */
function closesByItself(menu) {
  const leave = (event) => { if (menu.open && !menu.contains(event.target)) menu.open = false; };
  document.addEventListener("pointerdown", leave);
  document.addEventListener("focusin", leave);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

document.querySelectorAll("[data-menu]").forEach(closesByItself);
document.querySelectorAll("[data-theme-toggle]").forEach(themeToggle);
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));

/* A form that came back refused begins in the first field that is marked wrong, also where that is folded away. */
function beginWhereItIsWrong(field) {
  const folded = field.closest("details:not([open])");
  if (folded) folded.open = true;
  field.focus();
}

document.querySelectorAll("main form [aria-invalid=true]").forEach((field, place) => place || beginWhereItIsWrong(field));
