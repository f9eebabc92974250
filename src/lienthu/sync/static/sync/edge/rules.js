/* Decisions of the desk without a network: the same as the hub's (circulation/rules/lending.py), made from the bundle.
   Pure: facts in, facts out. Days are "2026-11-22". A reason is { code, words, facts, firm }: `words` names a message,
   `sentence` is one that came from the hub; `firm` says that it is not overridden here. */

const DAY = 86_400_000;
const plus = (day, days) => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
const LOOK_AHEAD = 400; /* days in which a place must open again */
/* When a bundle says nothing of a category: what a hub without policies does. */
const BUILT_IN = {
  loan_days: 14, max_loans: 5, limits_one_kind: false, max_loans_overall: null, renewals: 1, overdue_limit: 0,
  in_house_only: false,
};

export function termsFor(terms, category, material) {
  const found = (kind) => terms.find((row) => row.category === category && row.material === kind);
  return found(material) || found("") || BUILT_IN;
}

/* The day of the act plus the days of a loan, moved on to the first day that is open. */
export function dueOn(today, terms, closed) {
  const first = plus(today, terms.loan_days);
  for (let day = first, tries = 0; tries < LOOK_AHEAD; day = plus(day, 1), tries += 1) if (!closed.has(day)) return day;
  return first;
}

/* Against lending anything to this person. */
export function againstPerson(person, today) {
  const found = person.against.map(([code, sentence]) => ({ code, sentence, firm: code === "no_consent" }));
  if (person.expires && person.expires < today && !found.some((reason) => reason.code === "expired")) {
    found.push({ code: "expired", words: "expired", facts: { day: person.expires } });
  }
  return found;
}

export function againstNumber(loans, material, terms, today) {
  const found = [];
  const has = terms.limits_one_kind ? loans.filter((loan) => loan.material === material).length : loans.length;
  const limits = [[has, terms.max_loans]];
  if (terms.max_loans_overall !== null) limits.push([loans.length, terms.max_loans_overall]);
  const over = limits.find(([count, most]) => count >= most);
  if (over) found.push({ code: "too_many", words: "too_many", facts: { has: over[0], most: over[1] } });
  const late = loans.filter((loan) => loan.due && loan.due < today).length;
  if (late > terms.overdue_limit) found.push({ code: "overdue", words: "has_overdue", facts: { count: late } });
  return found;
}

const STATUSES = ["lost", "in_transit", "in_process", "damaged", "packed"];

/* Against lending this copy to this person; who has it on loan is told apart, for that is answered by taking it back. */
export function againstCopy(copy, personKey, terms) {
  const found = [];
  const theirs = copy.keptFor !== null && copy.keptFor === personKey;
  if (copy.status === "reserved" && !theirs) found.push({ code: "reserved", ...sentenceOf(copy, "reserved") });
  else if (STATUSES.includes(copy.status)) found.push({ code: copy.status, words: `is_${copy.status}` });
  else if (copy.against && !theirs) found.push({ code: "asked_for", sentence: copy.against });
  if (terms.in_house_only) found.push({ code: "in_house_only", words: "in_house_only" });
  return found;
}

const sentenceOf = (copy, words) => (copy.against ? { sentence: copy.against } : { words });

export function againstRenewal(loan, person, terms, due, today) {
  const found = againstPerson(person, today);
  if (loan.renewals >= terms.renewals) found.push({ code: "renewed_enough", words: "renewed_enough" });
  if (loan.due && due <= loan.due) found.push({ code: "too_early", words: "too_early", firm: true });
  return found;
}

/* --- new cards */

export const ADULT_FROM = 16; /* Luật 91/2025/QH15 */

export function ageOn(day, birth) {
  const [year, month, date] = day.split("-").map(Number);
  const [born, bornMonth, bornDate] = birth.split("-").map(Number);
  return year - born - (month < bornMonth || (month === bornMonth && date < bornDate) ? 1 : 0);
}

/* The categories that somebody of this age may be put into, those of their band first; of an unknown age: all of them,
   those without limits first. */
export function categoriesFor(categories, age) {
  const fits = ({ age_from: from, age_to: to }) => age === null || ((from ?? 0) <= age && age <= (to ?? 200));
  const band = age !== null && age < ADULT_FROM ? "child" : "adult";
  const rank = (one) => (one.band === band ? 0 : 2) + ((one.age_from ?? 0) > ADULT_FROM ? 1 : 0);
  return categories.filter(fits).sort((one, other) => (age === null || one.band !== other.band ? rank(one) - rank(other) : 0));
}
