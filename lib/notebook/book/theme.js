/**
 * Runs before the first paint: what is behind a prediction is covered until the page's program settles what stays so; and the theme that
 * the reader chose last, if any; without a choice the system's holds.
 */
document.documentElement.classList.add('unsettled');
try {
  const chosen = localStorage.getItem('chainwalk-theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is forbidden: the choice does not last.
}
