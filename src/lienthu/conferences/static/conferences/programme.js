/* Lines of the programme are dragged within their day; the number beside each does the same by keyboard. */
(() => {
  let moving = null;
  document.querySelectorAll("[data-order] > [data-move]").forEach((line) => {
    line.draggable = true;
    line.addEventListener("dragstart", (event) => {
      moving = line;
      line.classList.add("is-moving");
      event.dataTransfer.effectAllowed = "move";
    });
    line.addEventListener("dragend", () => {
      line.classList.remove("is-moving");
      if (!moving) return;
      moving = null;
      const place = [...line.parentElement.children].indexOf(line) + 1;
      const form = line.querySelector("form");
      const box = form.elements.position;
      if (Number(box.value) === place) return;
      box.value = place;
      form.requestSubmit();
    });
    line.addEventListener("dragover", (event) => {
      if (!moving || moving === line || moving.parentElement !== line.parentElement) return;
      event.preventDefault();
      const box = line.getBoundingClientRect();
      line.parentElement.insertBefore(moving, event.clientY > box.top + box.height / 2 ? line.nextSibling : line);
    });
  });
})();
