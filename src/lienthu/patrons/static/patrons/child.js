/* The guardian's part of the form is shown for a child, or while the date of birth is not known; and the category that
   fits the age most narrowly is proposed until somebody chooses one. */
const form = document.querySelector("[data-child-form]");

function ageOf(text) {
  const found = /^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s*$/.exec(text);
  if (!found) return null;
  const [day, month, year] = found.slice(1).map(Number);
  const now = new Date();
  const before = now.getMonth() + 1 < month || (now.getMonth() + 1 === month && now.getDate() < day);
  return now.getFullYear() - year - (before ? 1 : 0);
}

if (form) {
  const { birth_date: born, category } = form.elements;
  const part = form.querySelector("[data-child-only]");
  const ages = Object.entries(JSON.parse(category.dataset.ages));
  let chosen = category.value !== "";
  const show = () => {
    const age = ageOf(born.value);
    part.hidden = age !== null && age >= 16;
    if (chosen || age === null) return;
    const fitting = ages.filter(([, [from, to]]) => from <= age && age <= to);
    fitting.sort((a, b) => (a[1][1] - a[1][0]) - (b[1][1] - b[1][0]));
    category.value = fitting.length ? fitting[0][0] : "";
  };
  category.addEventListener("change", () => { chosen = category.value !== ""; });
  born.addEventListener("input", show);
  show();
}
