/* What the device makes of the cases on standard input; test_offline.py compares it with the hub's own rules. */

import { readFileSync } from "node:fs";
import { aloud, exactly, laid, typed, worked, written } from "../../sync/static/sync/edge/figures.js";

const { texts, numbers, formulas, sheets, asks } = JSON.parse(readFileSync(0, "utf8"));
const line = ({ code, how, value, asked, wantsReason, wantsWord, open }) => [code, how, value, asked, wantsReason, wantsWord, open];
console.log(JSON.stringify({
  texts: texts.map(([text, decimals]) => typed(text, decimals, asks)),
  numbers: numbers.map((value) => [aloud(value), exactly(value), written(value, 1)]),
  formulas: formulas.map(([formula, values]) => worked(formula, new Map(Object.entries(values)))),
  sheets: sheets.map((lines) => [...laid({ sections: [{ lines }] }, {}, asks).values()].map(line)),
}));
