/* The device's decisions and its folded state, without a browser: node --test. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { baseOf, fold, read } from "../static/sync/edge/base.js";
import { canUndo, copyNow, counted, folded, loanOf, loansOf, personOf } from "../static/sync/edge/folding.js";
import { ageOn, againstCopy, againstNumber, againstPerson, againstRenewal, categoriesFor, dueOn, termsFor } from "../static/sync/edge/rules.js";

const COPIES = {
  columns: ["id", "barcode", "accession", "title", "author", "call", "material", "status", "patron", "due", "against"],
  rows: [
    [1, "B1", "DK1", "Dế mèn phiêu lưu ký", "Tô Hoài", "895", "book", "available", null, null, ""],
    [2, "B2", "", "Truyện Kiều", "Nguyễn Du", "895", "book", "on_loan", 7, "2026-12-01", ""],
    [3, "B3", "", "Đất rừng phương Nam", "Đoàn Giỏi", "895", "book", "reserved", 8, null, "Có bạn đọc đang chờ."],
    [4, "B4", "", "Bản đồ", "", "", "map", "damaged", null, null, ""],
  ],
};
const PATRONS = {
  columns: ["id", "name", "number", "cards", "category", "band", "expires", "against", "loans", "messages"],
  rows: [
    [7, "Vàng Thị Mỷ", "HG7", ["R1"], "adult", "adult", "2026-11-30", [],
      [[2, "B2", "Truyện Kiều", "2026-12-01", 0, "book"], [99, "X9", "Sách huyện", "2026-11-01", 1, "book"]], []],
    [8, "Đỗ Ánh", "HG8", ["r 2"], "child", "child", null, [["no_consent", "Cần người giám hộ đồng ý."]], [], []],
  ],
};
const TERMS = [
  { category: "adult", material: "book", loan_days: 14, max_loans: 3, limits_one_kind: false, max_loans_overall: null,
    renewals: 1, overdue_limit: 0, in_house_only: false },
  { category: "adult", material: "", loan_days: 7, max_loans: 1, limits_one_kind: true, max_loans_overall: 4,
    renewals: 0, overdue_limit: 9, in_house_only: true },
];
const base = baseOf({ terms: TERMS, closed: ["2026-12-06", "2026-12-07"], categories: [{ code: "child", band: "child" }] }, COPIES, PATRONS);
const TODAY = "2026-11-22";
const codes = (reasons) => reasons.map((reason) => reason.code);

let number = 0;
const event = (kind, data) => ({ seq: (number += 1), id: `e${number}`, kind, at: "2026-11-22T03:00:00.000Z", data });
const out = (copy, patron) => event("check_out", { barcode: `B${copy}`, copy, patron, due_on: "2026-12-08", against: [], reason: "" });

test("a loan is due on the first open day", () => {
  assert.equal(dueOn("2026-11-22", TERMS[0], base.closed), "2026-12-08");
  assert.equal(dueOn("2026-11-23", TERMS[1], base.closed), "2026-11-30");
  assert.equal(dueOn("2026-02-15", TERMS[0], new Set()), "2026-03-01");
});

test("the nearest rule counts, and a hub without rules has its own", () => {
  assert.equal(termsFor(TERMS, "adult", "book").loan_days, 14);
  assert.equal(termsFor(TERMS, "adult", "film").loan_days, 7);
  assert.equal(termsFor(TERMS, "nobody", "book").loan_days, 14);
});

test("every reason against a loan is found", () => {
  const overlay = folded(base, []);
  const who = personOf(base, overlay, "p7");
  const loans = loansOf(base, overlay, "p7");
  assert.deepEqual(codes(againstPerson(who, "2026-12-01")), ["expired"]);
  assert.deepEqual(codes(againstPerson(who, "2026-11-30")), []);
  assert.equal(againstPerson(personOf(base, overlay, "p8"), TODAY)[0].firm, true);
  assert.deepEqual(codes(againstNumber(loans, "book", TERMS[0], TODAY)), ["overdue"]);
  assert.deepEqual(codes(againstNumber(loans, "book", { ...TERMS[0], max_loans: 2 }, TODAY)), ["too_many", "overdue"]);
  assert.deepEqual(codes(againstNumber(loans, "map", TERMS[1], TODAY)), []);
  assert.deepEqual(codes(againstNumber(loans, "map", { ...TERMS[1], max_loans_overall: 2 }, TODAY)), ["too_many"]);
  const reserved = copyNow(base, overlay, 3);
  assert.deepEqual(codes(againstCopy(reserved, "p7", TERMS[0])), ["reserved"]);
  assert.deepEqual(codes(againstCopy(reserved, "p8", TERMS[0])), []);
  assert.deepEqual(codes(againstCopy(copyNow(base, overlay, 4), "p7", TERMS[1])), ["damaged", "in_house_only"]);
  const loan = loanOf(base, overlay, "2");
  assert.deepEqual(codes(againstRenewal(loan, who, TERMS[0], "2026-12-08", TODAY)), []);
  assert.deepEqual(codes(againstRenewal({ ...loan, renewals: 1 }, who, TERMS[0], "2026-12-01", TODAY)), ["renewed_enough", "too_early"]);
});

test("a card comes before a copy, a copy before words, and words need no marks", () => {
  const overlay = folded(base, []);
  assert.equal(read(base, overlay, " r1 ").person, "p7");
  assert.equal(read(base, overlay, "R2").person, "p8");
  assert.deepEqual(read(base, overlay, "dk1").copies, [1]);
  assert.deepEqual(read(base, overlay, "x9").copies, [99]);
  assert.deepEqual(read(base, overlay, "do anh").people, ["p8"]);
  assert.deepEqual(read(base, overlay, "giỏi rừng").titles, [3]);
  assert.deepEqual(read(base, overlay, "ất").titles, []);
  assert.equal(fold("Đường ĐỖ Ỷ"), "duong do y");
});

test("what was done lies over the bundle, and an undo takes it away exactly", () => {
  const lent = out(1, 7);
  const back = event("check_in", { barcode: "B2", copy: 2 });
  const brought = event("check_in", { barcode: "X9", copy: 99 });
  const log = [lent, back, brought];
  const overlay = folded(base, log);
  assert.deepEqual(loansOf(base, overlay, "p7").map((loan) => loan.barcode), ["B1"]);
  assert.equal(copyNow(base, overlay, 2).status, "available");
  assert.equal(canUndo(log, overlay, back), true);
  const again = out(2, 8);
  assert.equal(canUndo([...log, again], folded(base, [...log, again]), back), false);
  const undone = [...log, event("undo", { event: lent.id }), event("undo", { event: back.id }), event("undo", { event: brought.id })];
  const clean = folded(base, undone);
  assert.equal(clean.copies.size, 0);
  assert.deepEqual(loansOf(base, clean, "p7"), loansOf(base, folded(base, []), "p7"));
  assert.equal(canUndo(undone, clean, lent), false);
});

test("a new bundle has what it knows, and the rest is laid over it", () => {
  const lent = out(1, 7);
  const later = out(4, 7);
  const overlay = folded(base, [lent, later], lent.seq);
  assert.deepEqual([...overlay.copies.keys()], ["4"]);
});

test("somebody with a new card is served under it, and under their number once the bundle has them", () => {
  const card = event("new_card", { person: "u1", full_name: "Vàng A Sử", category: "child", card: "tn 1" });
  const lent = event("check_out", { barcode: "B1", copy: 1, person: "u1", due_on: "2026-12-08" });
  const overlay = folded(base, [card, lent]);
  assert.equal(read(base, overlay, "TN1").person, "nu1");
  assert.equal(personOf(base, overlay, "nu1").band, "child");
  assert.equal(loansOf(base, overlay, "nu1").length, 1);
  const known = folded(base, [{ ...card, facts: { patron: 8 } }, lent]);
  assert.equal(loansOf(base, known, "p8").length, 1);
});

test("visits are summed by age, without those undone", () => {
  const visits = [event("visit", { age_band: "child", quantity: 12 }), event("visit", { age_band: "adult", quantity: 1 })];
  const log = [...visits, event("undo", { event: visits[1].id })];
  const sums = counted(log, folded(base, log), () => true);
  assert.deepEqual([sums.adult, sums.child], [0, 12]);
});

test("a new card is of a category for the age", () => {
  const offered = [
    { code: "elder", band: "adult", age_from: 60, age_to: null },
    { code: "adult", band: "adult", age_from: 16, age_to: null },
    { code: "child", band: "child", age_from: null, age_to: 15 },
  ];
  const codesFor = (age) => categoriesFor(offered, age).map((one) => one.code);
  assert.deepEqual([ageOn("2026-11-22", "2015-11-22"), ageOn("2026-11-22", "2015-11-23")], [11, 10]);
  assert.deepEqual(codesFor(11), ["child"]);
  assert.deepEqual(codesFor(30), ["adult"]);
  assert.deepEqual(codesFor(70), ["elder", "adult"]);
  assert.deepEqual(codesFor(null), ["adult", "elder", "child"]);
});
