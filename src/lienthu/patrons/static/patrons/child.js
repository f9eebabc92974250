/* The guardian's part of the form is shown for a child, or while the date of birth is not known. */
const form = document.querySelector("[data-child-form]");
if (form) {
  const born = form.elements.birth_date;
  const part = form.querySelector("[data-child-only]");
  const show = () => {
    const found = /^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s*$/.exec(born.value);
    const sixteen = found && new Date(Number(found[3]) + 16, Number(found[2]) - 1, Number(found[1]));
    part.hidden = Boolean(sixteen && sixteen <= new Date());
  };
  born.addEventListener("input", show);
  show();
}
