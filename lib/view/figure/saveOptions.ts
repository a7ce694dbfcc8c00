/** What can be chosen when something is saved. */
import { THEMES, type Theme, type ThemeName } from '../draw/theme';

/** How a picture looks. What is not given stays as it was made. */
export interface Look {
  /** `light`, `dark`, `print` (grey), or a theme of one's own. */
  readonly theme?: ThemeName | Theme;
  /** The finding, as a sentence. */
  readonly title?: string;
  /** In px, which it is laid out for; a path map of 640 and more grows or shrinks. */
  readonly width?: number;
}

/** A width in px, 96 of which are an inch on paper, or in millimetres on paper. */
export type Width = number | `${number}mm`;

/** How something is saved. */
export interface SaveOptions extends Omit<Look, 'width'> {
  /** Of the picture: in px, or on paper, such as `'84mm'`. It is laid out anew for it, and its height follows. */
  readonly width?: Width;
  /** Px of a PNG for each px of the picture; 2 unless given. */
  readonly scale?: number;
}

const CHECKS: Readonly<Record<keyof SaveOptions, (value: unknown) => string | undefined>> = {
  theme: (value) =>
    (typeof value === 'object' && value !== null) || (typeof value === 'string' && Object.hasOwn(THEMES, value))
      ? undefined
      : `one of ${Object.keys(THEMES).join(', ')}`,
  title: (value) => (typeof value === 'string' ? undefined : 'a text'),
  width: (value) =>
    isWithin(pixels(value), 16, 20_000) ? undefined : "a number of px from 16 to 20000, or millimetres such as '84mm'",
  scale: (value) => (isWithin(value, 0.1, 20) ? undefined : 'a number from 0.1 to 20'),
};

/** Throws a RangeError that names the option, and what it takes, if one is unknown or has a value that it cannot have. */
export function checkSaveOptions(options: SaveOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(CHECKS, name)) {
      throw new RangeError(`save has no option ${JSON.stringify(name)}: it takes ${Object.keys(CHECKS).join(', ')}`);
    }
    const wanted = CHECKS[name as keyof SaveOptions](value);
    if (wanted !== undefined) throw new RangeError(`the option ${name} is ${show(value)}, but has to be ${wanted}`);
  }
}

/** The options of the look alone, its width in px; `undefined` if none is given. */
export function lookOf({ theme, title, width: wanted }: SaveOptions): Look | undefined {
  if (theme === undefined && title === undefined && wanted === undefined) return undefined;
  const width = pixels(wanted);
  return {
    ...(theme !== undefined && { theme }),
    ...(title !== undefined && { title }),
    ...(width !== undefined && { width }),
  };
}

/** A width in px; undefined for what is none. */
function pixels(width: unknown): number | undefined {
  if (typeof width === 'number') return width;
  const [, millimetres] = /^(\d+(?:\.\d+)?)mm$/.exec(String(width)) ?? [];
  return millimetres === undefined ? undefined : (Number(millimetres) * 96) / 25.4;
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
