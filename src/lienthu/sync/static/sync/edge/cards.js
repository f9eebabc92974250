/* A new card: what the law and the desk need of a reader, no more. The hub gives the number when it hears of it. */

import { fill, go, make, one, say, tell, whenShown } from "./page.js";
import { read } from "./base.js";
import { serveNow } from "./desk.js";
import { ADULT_FROM, ageOn, categoriesFor } from "./rules.js";
import { act, session, today } from "./session.js";

const form = () => one("#card-form");

function age() {
  const birth = form().elements.birth_date.value;
  return birth ? ageOn(today(), birth) : null;
}

function isChild() {
  if (age() !== null) return age() < ADULT_FROM;
  return session.base.categories.find((one) => one.code === form().elements.category.value)?.band === "child";
}

/* What somebody of the age may have: a category that the hub would refuse is not to be chosen out there. */
function offer() {
  const { category } = form().elements;
  const offered = categoriesFor(session.base.categories, age());
  const chosen = offered.some((one) => one.code === category.value) ? category.value : offered[0]?.code;
  fill(category, ...offered.map(({ code, name }) => make("option", { value: code }, name)));
  if (chosen) category.value = chosen;
}

function fits() {
  offer();
  const child = isChild();
  one("#guardian").hidden = !child;
  for (const input of one("#guardian").querySelectorAll("[data-needed]")) input.required = child;
  one("#own-consent").hidden = child;
  form().elements.consent_self.required = !child;
}

function data() {
  const value = (name) => form().elements[name].value.trim();
  const child = isChild();
  const guardian = child ? { name: value("guardian_name"), phone: value("guardian_phone"), kind: value("guardian_kind") } : null;
  return {
    person: crypto.randomUUID(), full_name: value("full_name"), birth_date: value("birth_date") || null, sex: value("sex"),
    address: value("address"), phone: value("phone"), category: value("category"), card: value("card"), guardian,
    consents: child ? { guardian: form().elements.consent_guardian.checked } : { self: form().elements.consent_self.checked },
    notices: form().elements.notices.checked,
  };
}

async function made(event) {
  event.preventDefault();
  const card = form().elements.card.value.trim();
  const said = one("#card-said");
  const taken = card && read(session.base, session.overlay, card);
  said.hidden = !(taken && (taken.person || taken.copies.length));
  if (!said.hidden) {
    said.textContent = say("card_taken", { card });
    tell(said.textContent, "bad");
    form().elements.card.focus();
    return;
  }
  const given = data();
  await act("new_card", given);
  form().reset();
  tell(say("card_made", { who: given.full_name }));
  go("desk");
  serveNow(`n${given.person}`);
}

export function startCards() {
  form().addEventListener("submit", made);
  form().addEventListener("input", fits);
  whenShown("card", () => {
    one("#card-form-place").hidden = session.base.categories.length === 0;
    one("#card-none").hidden = session.base.categories.length > 0;
    fits();
  });
}
