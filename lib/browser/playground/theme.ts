/** Light or dark: as the reader chose on any page of the book, else as the system is. */

const KEY = 'chainwalk-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

/** The theme that holds now. */
export function currentTheme(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return system.matches ? 'dark' : 'light';
}

/** Makes `toggle` change the theme; `changed` is told of each change, also of the system's. */
export function followTheme(toggle: HTMLButtonElement, changed: () => void): void {
  const update = () => {
    toggle.textContent = currentTheme() === 'dark' ? 'Light theme' : 'Dark theme';
    changed();
  };
  toggle.addEventListener('click', () => {
    const next = currentTheme() === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Storage is forbidden: the choice holds for this page.
    }
    update();
  });
  system.addEventListener('change', update);
  toggle.textContent = currentTheme() === 'dark' ? 'Light theme' : 'Dark theme';
}
