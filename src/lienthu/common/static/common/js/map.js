/* The map without a network: nearer, farther, the whole country, and the arrow keys from point to point.
   Without this script the picture, its links and its table are there all the same. */

const STEP = 1.6;
const NEAREST = 12; // units across
const NAMES_FROM = 255; // units high: then the names of the seas and islands find room; maps.View.shows_names

function setUp(figure) {
  const picture = figure.querySelector("[data-map-picture]");
  const tools = figure.querySelector("[data-map-tools]");
  const first = boxOf(picture.getAttribute("viewBox"));
  const names = figure.querySelector("[data-map-names]");
  const marks = [...figure.querySelectorAll("[data-map-mark]")];
  const places = marks.map((mark) => mark.getAttribute("transform").match(/translate\((\S+) (\S+)\) scale\((\S+)\)/).slice(1).map(Number));
  let box = first;

  const show = (next) => {
    box = next;
    picture.setAttribute("viewBox", next.map((number) => number.toFixed(1)).join(" "));
    const share = Math.max(next[2], next[3]) / Math.max(first[2], first[3]);
    names.classList.toggle("map-hidden", next[3] <= NAMES_FROM);
    picture.classList.toggle("map-far", share > 1.8); // the points' own names would lie over each other
    marks.forEach((mark, index) => {
      const [x, y, size] = places[index];
      mark.setAttribute("transform", `translate(${x} ${y}) scale(${(size * share).toFixed(2)})`);
    });
  };
  const zoom = (by) => {
    const [x, y, width, height] = box;
    if (width / by < NEAREST || width / by > 2000) return;
    show([x + (width - width / by) / 2, y + (height - height / by) / 2, width / by, height / by]);
  };
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-map-near]")) zoom(STEP);
    if (button.matches("[data-map-far]")) zoom(1 / STEP);
    if (button.matches("[data-map-country]")) show(boxOf(button.dataset.box));
    if (button.matches("[data-map-back]")) show(first);
  });
  drags(picture, () => box, show);
  wanders(marks.map((mark) => mark.parentElement), places);
}

function boxOf(text) {
  return text.trim().split(/\s+/).map(Number);
}

/* A pointer moves the picture; a press that does not move is a press on the link under it. */
function drags(picture, boxNow, show) {
  let from = null;
  let moved = false;
  picture.addEventListener("pointerdown", (event) => {
    from = event.pointerType === "mouse" ? [event.clientX, event.clientY, boxNow()] : null;
    moved = false;
  });
  picture.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [x, y, box] = from;
    const scale = box[2] / picture.clientWidth;
    if (!moved && Math.hypot(event.clientX - x, event.clientY - y) < 5) return;
    moved = true;
    show([box[0] - (event.clientX - x) * scale, box[1] - (event.clientY - y) * scale, box[2], box[3]]);
  });
  addEventListener("pointerup", () => { from = null; });
  picture.addEventListener("click", (event) => { if (moved) event.preventDefault(); }, true);
  picture.addEventListener("dragstart", (event) => event.preventDefault());
}

/* One stop of the Tab key for the whole map; the arrows go to the nearest point that way. */
function wanders(links, places) {
  const held = links.map((link, index) => [link, places[index]]).filter(([link]) => link.matches("a"));
  held.forEach(([link], index) => link.setAttribute("tabindex", index ? "-1" : "0"));
  held.forEach(([link, [x, y]]) => link.addEventListener("keydown", (event) => {
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (!way) return;
    event.preventDefault();
    let best = null;
    for (const [other, [left, top]] of held) {
      const [along, aside] = way[0] ? [(left - x) * way[0], Math.abs(top - y)] : [(top - y) * way[1], Math.abs(left - x)];
      if (other === link || along <= 0) continue;
      const distance = along + 2 * aside;
      if (!best || distance < best[0]) best = [distance, other];
    }
    if (!best) return;
    link.setAttribute("tabindex", "-1");
    best[1].setAttribute("tabindex", "0");
    best[1].focus();
  }));
}

document.querySelectorAll("[data-map]").forEach(setUp);
