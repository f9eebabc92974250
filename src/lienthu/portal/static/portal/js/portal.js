/* The public pages' own behaviour. Each part improves something that works without it. */

/* As-you-type suggestions: a combobox with a list below it (ARIA 1.2). Enter without a choice searches as ever. */
function combobox(box, number) {
  const input = box.querySelector("input");
  const list = document.createElement("ul");
  const status = document.createElement("div");
  list.className = "suggestions";
  list.id = `suggestions-${number}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.suggestLabel);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  box.append(list, status);
  const attributes = { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" };
  Object.entries(attributes).forEach(([name, value]) => input.setAttribute(name, value));

  let chosen = -1;
  let timer = 0;
  let asked = null;

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  }

  function choose(index) {
    chosen = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    const item = list.children[index];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function fill(texts, addresses) {
    list.replaceChildren(...texts.map((text, at) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${at}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = text;
      item.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        location.assign(addresses[at]);
      });
      item.dataset.address = addresses[at];
      return item;
    }));
    status.textContent = texts.length ? box.dataset.suggestCount.replace("{count}", texts.length) : "";
    show(texts.length > 0);
  }

  async function ask() {
    const text = input.value.trim();
    asked?.abort();
    if (text.length < 2) return show(false);
    asked = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: asked.signal });
      const [, texts, , addresses] = await answer.json();
      if (document.activeElement === input) fill(texts, addresses);
    } catch { /* typed on, or no network: the box is a plain box */ }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 130);
  });
  input.addEventListener("blur", () => show(false));
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if (event.key === "ArrowDown" && !list.hidden) {
      event.preventDefault();
      choose(chosen === last ? -1 : chosen + 1);
    } else if (event.key === "ArrowUp" && !list.hidden) {
      event.preventDefault();
      choose(chosen === -1 ? last : chosen - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.address);
    }
  });
}

/* On a wide page the facets stand open; on a phone they are a drawer. */
function facets() {
  const drawer = document.querySelector("[data-open-when-wide]");
  if (drawer && matchMedia("(min-width: 60rem)").matches) drawer.open = true;
}

/* "Nearest to me": the place goes into the address to two decimals (about a kilometre), and nowhere else. */
function locate(button) {
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => location.assign(`?lat=${coords.latitude.toFixed(2)}&lon=${coords.longitude.toFixed(2)}#where`),
      () => {
        button.disabled = false;
        document.querySelector("[data-locate-status]").textContent = button.dataset.refused;
      },
      { maximumAge: 600000, timeout: 10000 },
    );
  });
}

function share(button) {
  button.addEventListener("click", () => {
    navigator.share({ title: button.dataset.shareTitle, url: button.dataset.shareUrl }).catch(() => {});
  });
}

document.querySelectorAll("[data-suggest]").forEach(combobox);
document.querySelectorAll("[data-locate]").forEach(locate);
document.querySelectorAll("[data-share]").forEach(share);
facets();

/* A list swapped in by htmx: facets as the page is wide, and the new count said aloud. */
document.addEventListener("htmx:afterSettle", () => {
  facets();
  const count = document.querySelector("[data-announce]");
  const status = document.querySelector("#announce");
  if (count && status) status.textContent = count.textContent;
});
