/** What can be chosen when something is saved. */
import { THEMES, type Theme, type ThemeName } from '../draw/theme';

/** How a picture looks. What is not given stays as it was made. */
export interface Look {
  /** `light`, `dark`, `print` (grey), or a theme of one's own. */
  readonly theme?: ThemeName | Theme;
  /** The finding, as a sentence. */
  readonly title?: string;
}

/** How something is saved. */
export interface SaveOptions extends Look {
  /** Of the picture in px; 96 px are an inch on paper. Its height follows. */
  readonly width?: number;
  /** Px of a PNG for each px of the picture; 2 unless given. */
  readonly scale?: number;
}

const CHECKS: Readonly<Record<keyof SaveOptions, (value: unknown) => string | undefined>> = {
  theme: (value) =>
    (typeof value === 'object' && value !== null) || (typeof value === 'string' && Object.hasOwn(THEMES, value))
      ? undefined
      : `one of ${Object.keys(THEMES).join(', ')}`,
  title: (value) => (typeof value === 'string' ? undefined : 'a text'),
  width: (value) => (isWithin(value, 16, 20_000) ? undefined : 'a number of px from 16 to 20000'),
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

/** The options of the look alone; `undefined` if none is given. */
export function lookOf({ theme, title }: SaveOptions): Look | undefined {
  if (theme === undefined && title === undefined) return undefined;
  return { ...(theme !== undefined && { theme }), ...(title !== undefined && { title }) };
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
