/** Light or dark: the system's theme holds until the reader chooses one, which lasts. */
import { button } from './button';

const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');
const palette = readPalette();
const paletteColours = new RegExp(Object.keys(palette).join('|') || '(?!)', 'gi');

/** Whether the page is dark. */
export function isDark(): boolean {
  return (root.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
}

/** A picture drawn for light pages, or a chart, in the colours of dark ones. */
export function recoloured(text: string): string {
  return text.replace(paletteColours, (colour) => palette[colour.toUpperCase()] ?? colour);
}

/** The button that changes the theme; `paint` is called when it has changed, also by the system. */
export function themeButton(paint: () => void): HTMLButtonElement {
  const label = () => (isDark() ? 'Light theme' : 'Dark theme');
  const toggle = button('theme', label(), () => {
    const theme = isDark() ? 'light' : 'dark';
    root.dataset.theme = theme;
    try {
      localStorage.setItem('chainwalk-theme', theme);
    } catch {
      // Storage is forbidden: the choice holds for this page.
    }
    changed();
  });
  const changed = () => {
    toggle.textContent = label();
    paint();
  };
  dark.addEventListener('change', changed);
  return toggle;
}

function readPalette(): Readonly<Record<string, string>> {
  return JSON.parse(document.getElementById('palette')?.textContent ?? '{}') as Record<string, string>;
}
