/* Fields are put into the text where the cursor last stood; a section says when what is typed is not saved yet. */
let last = null;

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-fields]")) last = event.target;
});

function source(panel) {
  const chosen = panel.querySelector("[data-insert-code]").value;
  const what = panel.querySelector("[data-insert-what]");
  if (/^[[{]/.test(chosen)) return chosen;
  if (!what || what.value === "value") return `{${chosen}}`;
  return `{${chosen}:${what.value}}`;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const field = last || document.querySelector("[data-fields]");
  if (!field) return;
  const words = source(button.closest("[data-insert-panel]"));
  const alone = words.includes(":") && /^\{(table|members|targets|chart)/.test(words) || /^\{(results|difficulties|directions|tasks|proposals)\}/.test(words);
  const before = field.value.slice(0, field.selectionStart);
  const line = alone && before && !before.endsWith("\n") ? "\n" : "";
  field.focus();
  field.setRangeText(`${line}${words}${alone ? "\n" : ""}`, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-section]");
  if (form) form.dataset.unsaved = "";
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("[data-section]");
  if (form && event.detail.successful) delete form.dataset.unsaved;
});

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("[data-unsaved]")) event.preventDefault();
});
