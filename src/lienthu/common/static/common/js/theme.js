/* In the head and small: a remembered choice, and what the browser can do, are known before the first paint, so nothing
   moves when the other scripts arrive. */
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch { /* storage is closed: the device's own wish holds */ }
document.documentElement.classList.add("js");
if (navigator.share) document.documentElement.classList.add("can-share");
