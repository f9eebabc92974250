/* Enter goes on to the next number, as in a ledger; leaving a field keeps it (htmx). */
(() => {
  const form = document.getElementById("sheet");
  if (!form) return;
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    const fields = [...form.querySelectorAll("input[name^='v-']")];
    const here = fields.indexOf(event.target);
    const next = here < 0 ? undefined : fields[here + 1];
    if (next) next.focus();
    else event.target.blur();
  });
})();
