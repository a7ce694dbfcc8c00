/** Runs before the first paint: the theme that the reader chose last, if any; without a choice the system's holds. */
try {
  const chosen = localStorage.getItem('chainwalk-theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is forbidden: the choice does not last.
}
