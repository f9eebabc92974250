/* A sheet of figures as the hub reads it, works it out and asks about it (lienthu.returns.rules), on the device. Pure.

   A line of a sheet: { code, name, decimals, level, ratio, parts, formula, codes, before, computed, last, others, how,
   value, doubtful, reason, word }; numbers are plain texts or null. `asks` has what the hub's rules know: sentences, limits, and how "not
   available" is written. */

const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const GROUPS = ["", "nghìn", "triệu", "tỷ"];
const PLACES = 4; /* decimals that are kept */
const FOLLOWING = new Set(["empty", "computed", "worked"]); /* nobody typed it */

const rounded = (value, places = PLACES) => Number(`${Math.round(Number(`${value}e${places}`))}e-${places}`);
const number = (text) => (text === null || text === undefined ? null : Number(text));

/* 12.408 or 0,45. */
export function written(value, decimals = 0) {
  const [whole, rest] = rounded(value, decimals).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".");
  return rest ? `${grouped},${rest}` : grouped;
}

/* With as many decimals as it has. */
export const exactly = (value) => written(value, (String(rounded(value)).split(".")[1] || "").length);

export const filled = (sentence, given) => sentence.replaceAll(/%\((\w+)\)s/g, (_all, key) => String(given[key] ?? ""));

/* What somebody typed: { value, doubtful }, value null for "not available"; or { error: "no_number" | "too_large" }. */
export function typed(text, decimals, asks) {
  const plain = text.normalize("NFC").replaceAll(/[０-９]/g, (digit) => digit.normalize("NFKC"));
  const bare = plain.trim().replaceAll(/\s+/g, " ").toLowerCase();
  if (asks.not_available.includes(bare)) return { value: null, doubtful: false };
  const found = parsed(bare.replaceAll(" ", ""));
  if (!found) return { error: "no_number" };
  if (found.value > asks.limits.largest) return { error: "too_large" };
  const value = rounded(found.value);
  return { value, doubtful: decimals ? found.doubtful : value !== Math.trunc(value) };
}

function parsed(bare) {
  if (!/^\d+([.,]\d+)*$/.test(bare)) return null;
  const [first, ...rest] = bare.split(/[.,]/);
  const marks = bare.match(/[.,]/g) || [];
  const inThrees = (groups) => first.length <= 3 && groups.every((group) => group.length === 3);
  const of = (text, doubtful = false) => ({ value: Number(text), doubtful });
  if (!marks.length) return of(first);
  if (new Set(marks).size === 2) {
    const groups = rest.slice(0, -1);
    const once = marks.filter((mark) => mark === marks.at(-1)).length === 1;
    return once && inThrees(groups) ? of(`${first}${groups.join("")}.${rest.at(-1)}`) : null;
  }
  if (marks.length > 1) return inThrees(rest) ? of(first + rest.join("")) : null;
  if (rest[0].length === 3 && first.length <= 3 && first !== "0") return of(first + rest[0], true);
  return of(`${first}.${rest[0]}`);
}

/* Vietnamese words of a number long enough to be misread; "" for others. */
export function aloud(value) {
  if (value === null || value < 1000 || value !== Math.trunc(value)) return "";
  const groups = [];
  for (let left = value; left > 0; left = Math.floor(left / 1000)) groups.push(left % 1000);
  const said = groups.map((group, power) => (group ? `${below1000(group, power < groups.length - 1)} ${GROUPS[power]}`.trim() : ""));
  return said.reverse().filter(Boolean).join(" ");
}

function below1000(value, whole) {
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  if (!hundreds && !whole) return below100(rest);
  const words = `${DIGITS[hundreds]} trăm`;
  if (!rest) return words;
  return rest < 10 ? `${words} linh ${DIGITS[rest]}` : `${words} ${below100(rest)}`;
}

function below100(value) {
  const [tens, units] = [Math.floor(value / 10), value % 10];
  if (!tens) return DIGITS[units];
  const words = tens === 1 ? "mười" : `${DIGITS[tens]} mươi`;
  if (!units) return words;
  if (units === 1 && tens > 1) return `${words} mốt`;
  return `${words} ${units === 5 ? "lăm" : DIGITS[units]}`;
}

/* --- what follows from other figures */

/* The result of a formula of codes, numbers, + - * / and brackets; null where a part is not available. */
export function worked(formula, values) {
  const tokens = formula.match(/[A-Za-z_][\w.]*|\d+(?:\.\d+)?|[-+*/()]/g) || [];
  let at = 0;
  const known = (first, second, result) => (first === null || second === null || !Number.isFinite(result) ? null : result);
  const one = () => {
    const token = tokens[at++];
    if (token === "(") { const found = sum(); at += 1; return found; }
    return /^\d/.test(token) ? Number(token) : values.get(token) ?? null;
  };
  const product = () => {
    let found = one();
    while (tokens[at] === "*" || tokens[at] === "/") {
      const times = tokens[at++] === "*";
      const next = one();
      found = known(found, next, times ? found * next : found / next);
    }
    return found;
  };
  const sum = () => {
    let found = product();
    while (tokens[at] === "+" || tokens[at] === "-") {
      const plus = tokens[at++] === "+";
      const next = product();
      found = known(found, next, plus ? found + next : found - next);
    }
    return found;
  };
  const found = sum();
  return found === null ? null : rounded(found);
}

function follow(line, value) {
  if (line.ratio && value === null) {
    Object.assign(line, { how: "not_available", value: null, doubtful: false });
  } else if (line.ratio || FOLLOWING.has(line.how) || (line.how === "typed" && line.value === value)) {
    line.how = value === null ? "empty" : value === line.computed ? "computed" : "worked";
    Object.assign(line, { value, doubtful: false });
  }
}

/* Sums that nobody typed, and ratios, from their parts. */
function workOut(lines) {
  const values = new Map([...lines].map(([code, line]) => [code, line.value]));
  const left = new Map([...lines].filter(([, line]) => line.formula));
  while (left.size) {
    const free = [...left].filter(([, line]) => !line.codes.some((code) => left.has(code)));
    for (const [code, line] of free.length ? free : [...left]) {
      left.delete(code);
      if (!line.codes.every((one) => lines.has(one))) continue; /* what was computed elsewhere stands */
      follow(line, worked(line.formula, values));
      values.set(code, line.value);
    }
  }
}

/* --- what is asked */

export function otherMeaning(value, decimals) {
  if (decimals) return value / 1000;
  const thousands = rounded(value * 1000);
  return thousands === Math.trunc(thousands) ? thousands : null;
}

/* By code, what is asked about its figure: [[kind, sentence], …]. */
function questions(lines, { words, limits }) {
  const wholes = new Map();
  for (const [code, line] of lines) if (line.how !== "empty") for (const part of line.parts) wholes.set(part, code);
  const answeredAt = (code) => { const line = lines.get(code); return line && line.how !== "empty" ? line : null; };
  const found = new Map();
  for (const [code, line] of lines) {
    const { value, before, others, decimals } = line;
    const counted = line.computed ?? line.last;
    const asked = [];
    const ask = (kind, sentence, given = {}) => asked.push([kind, filled(words[sentence], given)]);
    found.set(code, asked);
    if (line.how === "empty") continue;
    if (value === null) {
      if (before) ask("unknown", "unknown", { before: written(before, decimals) });
      continue;
    }
    if (line.doubtful) {
      const other = otherMeaning(value, decimals);
      ask("doubtful", other === null ? "not_whole" : "doubtful", { value: exactly(value), other: other === null ? "" : exactly(other) });
    }
    const numbers = line.parts.map((part) => answeredAt(part)?.value ?? null);
    const total = rounded(numbers.reduce((sum, each) => sum + each, 0));
    if (numbers.length && !numbers.includes(null) && total !== value) {
      ask("parts", "parts", { parts: written(total, decimals), value: written(value, decimals) });
    }
    const whole = answeredAt(wholes.get(code));
    if (whole && whole.value !== null && value > whole.value) {
      ask("more_than_all", "more_than_all", { whole: whole.name, value: written(value), all: written(whole.value) });
    }
    if (value === 0) {
      if (before || counted) ask("zero", "zero");
      continue;
    }
    if (line.level && counted && Math.abs(value - counted) > counted * limits.far) {
      ask("level", "level", { counted: written(counted, decimals) });
    }
    const large = Math.max(value, before || 0) >= (decimals ? 0 : limits.small);
    if (before && large && !(before / limits.jump <= value && value <= before * limits.jump)) {
      ask("jump", "jump", { before: written(before, decimals) });
    }
    if (before === null && counted === null && others !== null && value > Math.max(others, limits.small)) {
      ask("beyond", "beyond", { others: written(others, decimals) });
    }
  }
  return found;
}

/* --- the sheet with what was typed on the device */

/* The lines by code, worked out, each with `asked`, `wantsReason`, `wantsWord` and `open`. `draft`: by code, what was
   changed here: { how, value, doubtful, reason, word }. */
export function laid(sheet, draft, asks) {
  const lines = new Map();
  for (const line of sheet.sections.flatMap((section) => section.lines)) {
    const [value, before, computed, last, others] = [line.value, line.before, line.computed, line.last, line.others].map(number);
    const { seen: _seen, text: _text, ...changed } = draft[line.code] || {};
    const own = { ...line, value, before, computed, last, others, ...changed };
    if (own.how === "follows") Object.assign(own, { how: computed === null ? "empty" : "computed", value: computed, doubtful: false });
    lines.set(line.code, own);
  }
  workOut(lines);
  const asked = questions(lines, asks);
  for (const [code, line] of lines) {
    line.asked = asked.get(code);
    const differs = line.computed !== null && line.how !== "empty" && line.value !== line.computed;
    line.wantsReason = differs && !line.ratio && line.how !== "worked";
    line.wantsWord = !line.ratio && line.asked.some(([kind]) => kind !== "doubtful");
    const unsaid = (line.wantsReason && !line.reason) || (line.wantsWord && !(line.word || line.reason));
    line.open = !line.ratio && (line.how === "empty" || line.asked.some(([kind]) => kind === "doubtful") || unsaid);
  }
  return lines;
}

/* What stands in the field. */
export const shownText = (line) => (line.how === "not_available" ? "-" : line.value === null ? "" : exactly(line.value));

/* What goes to the hub of each figure: what stood there (`seen`), and what was done to it here; `text` "" means "as the
   hub computes it", null "untouched". */
export function handedIn(sheet, draft) {
  const found = {};
  for (const line of sheet.sections.flatMap((section) => section.lines)) {
    if (line.ratio) continue;
    const own = draft[line.code];
    const { reason, word } = own || {};
    const said = { seen: own?.seen ?? line.text, text: null };
    if (own?.how === "not_available") said.text = "-";
    else if (own?.how === "follows") said.text = "";
    else if (own?.how === "typed") Object.assign(said, { text: exactly(own.value), meant: !own.doubtful });
    found[line.code] = { ...said, ...(reason === undefined ? {} : { reason }), ...(word === undefined ? {} : { word }) };
  }
  return found;
}
