// Dragging a set in the calendar of a plan. By keyboard the same is done on the page of a place.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("plan-move");
  const calendar = document.querySelector(".plan-calendar");
  if (!form || !calendar) return;
  let dragged = "";

  const place = (event) => event.target.closest("td[data-deposit]");
  const light = (cell) => {
    for (const other of calendar.querySelectorAll("td.over")) other.classList.remove("over");
    if (cell) cell.classList.add("over");
  };

  calendar.addEventListener("dragstart", (event) => {
    const box = event.target.closest("[data-set]");
    dragged = box ? box.dataset.set : "";
    if (dragged) event.dataTransfer.setData("text/plain", box.textContent.trim());
  });
  calendar.addEventListener("dragover", (event) => {
    if (!dragged || !place(event)) return;
    event.preventDefault();
    light(place(event));
  });
  calendar.addEventListener("dragend", () => light(null));
  calendar.addEventListener("drop", (event) => {
    const cell = place(event);
    if (!dragged || !cell) return;
    event.preventDefault();
    form.elements.set.value = dragged;
    form.elements.deposit.value = cell.dataset.deposit;
    form.elements.round.value = cell.dataset.round;
    form.submit();
  });
});
