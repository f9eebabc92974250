/* In the head and small, so that a remembered choice is there before the first paint. */
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch { /* storage is closed: the device's own wish holds */ }
document.documentElement.classList.add("js");
