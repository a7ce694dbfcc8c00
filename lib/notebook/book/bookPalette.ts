/** What each colour of a picture drawn for light pages becomes on a dark one: the same role in the dark theme. */
import { THEMES, type Theme } from '../../view/draw/theme';

/** From upper-case `#RRGGBB` to `#RRGGBB`. Where one colour has two roles, both become the same. */
export const PALETTE: Readonly<Record<string, string>> = Object.fromEntries(pairs(THEMES.light, THEMES.dark));

function pairs(light: Partial<Theme> | string, dark: Partial<Theme> | string): [string, string][] {
  if (typeof light === 'string') return light.startsWith('#') ? [[light.toUpperCase(), String(dark)]] : [];
  return Object.entries(light).flatMap(([role, colour]) =>
    pairs(colour as string, (dark as Record<string, string>)[role] ?? (colour as string)),
  );
}
