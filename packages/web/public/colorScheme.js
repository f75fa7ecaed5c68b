// Sets the colour scheme before the first paint, so that a dark screen never flashes white. A file of its own because
// the Content-Security-Policy allows no inline script.
const kept = window.localStorage.getItem("mantine-color-scheme-value");
const dark = kept === "dark" || (kept !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
