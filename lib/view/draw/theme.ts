/** The one visual language of every picture: colours, fonts and sizes, for screens light and dark and for grey print. */
import type { RuleTable } from '../../netfilter';
import { isUsualTable, type UsualTable } from '../../netfilter/xtables/tableHooks';
import { type Colour, mix, readable } from './colour';

/** The themes that are made. */
export type ThemeName = 'light' | 'dark' | 'print';

/** What stands for one iptables table: a mark, a pale band behind its rows, and its name as text. */
export interface TableColours {
  /** Of strokes and bars. */
  readonly mark: Colour;
  /** Behind rows. */
  readonly band: Colour;
  /** Of text, readable on the band and on the background. */
  readonly ink: Colour;
}

/** The colours of a picture, each by its role. */
export interface Theme {
  /** The name of the theme, or of the one that it was made from. */
  readonly name: ThemeName;
  /** Behind everything. */
  readonly background: Colour;
  /** Of boxes that stand on the background. */
  readonly surface: Colour;
  /** Text. */
  readonly text: Colour;
  /** Text of what matters less, or did not happen. */
  readonly muted: Colour;
  /** Lines behind bars and points. */
  readonly grid: Colour;
  /** Outlines of boxes. */
  readonly border: Colour;
  /** Lines of what did not happen. */
  readonly idle: Colour;
  /** Bars that count packets. */
  readonly packets: Colour;
  /** Bars that count bytes. */
  readonly bytes: Colour;
  /** Marks of dropped packets. */
  readonly drop: Colour;
  /** Text about dropped packets. */
  readonly dropInk: Colour;
  /** Outline of what was not there before. */
  readonly fresh: Colour;
  /** Text about what was not there before. */
  readonly freshInk: Colour;
  /** Strokes of a connection in the direction in which it was opened. */
  readonly request: Colour;
  /** Strokes of a connection in the other direction. */
  readonly reply: Colour;
  /** What stands for each table. */
  readonly tables: Readonly<Record<UsualTable, TableColours>>;
}

/** Metric-compatible faces that one of every system has; the first is the one bundled for PNG. */
export const FONT_FAMILY = {
  sans: 'Arimo, Arial, Helvetica, Liberation Sans, sans-serif',
  mono: 'Cousine, Courier New, Liberation Mono, monospace',
} as const;

/** In px of a picture 720 px wide, which is 174 mm on paper: 10.5 px are 7.2 pt there. */
export const FONT_SIZE = { title: 17, subtitle: 12.5, heading: 12, label: 11.5, small: 10.5 } as const;

/** Width of a picture in px unless the caller says otherwise. */
export const PICTURE_WIDTH = 720;

type Palette = Omit<Theme, 'tables' | 'dropInk' | 'freshInk'> & {
  readonly tables: Readonly<Record<UsualTable, Colour>>;
};

function createTheme(palette: Palette): Theme {
  const { background, surface, text } = palette;
  const table = (mark: Colour): TableColours => {
    const band = mix(mark, background, 0.1);
    return { mark, band, ink: readable(mark, text, [background, surface, band]) };
  };
  const { raw, mangle, nat, filter } = palette.tables;
  return {
    ...palette,
    dropInk: readable(palette.drop, text, [background, surface]),
    freshInk: readable(palette.fresh, text, [background, surface]),
    tables: { raw: table(raw), mangle: table(mangle), nat: table(nat), filter: table(filter) },
  };
}

// Okabe and Ito's palette, which stays distinct for colour-blind readers.
const OKABE_ITO = { raw: '#56B4E9', mangle: '#CC79A7', nat: '#009E73', filter: '#D55E00' } as const;

/**
 * By name; `print` is grey.
 *
 * @example
 * ```ts
 * import { THEMES } from 'chainwalk/view';
 *
 * Object.keys(THEMES); // → ["light","dark","print"]
 * THEMES.light.background; // → '#FFFFFF'
 * ```
 */
export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  light: createTheme({
    name: 'light',
    background: '#FFFFFF',
    surface: '#F5F6F8',
    text: '#1B1F24',
    muted: '#5F6670',
    grid: '#E3E6EA',
    border: '#C2C8D0',
    idle: '#C2C8D0',
    packets: '#0072B2',
    bytes: '#E69F00',
    drop: '#B2182B',
    fresh: '#E69F00',
    request: '#0072B2',
    reply: '#E69F00',
    tables: OKABE_ITO,
  }),
  dark: createTheme({
    name: 'dark',
    background: '#14171C',
    surface: '#1E2329',
    text: '#E8EAED',
    muted: '#A3ABB6',
    grid: '#2C333B',
    border: '#4A535E',
    idle: '#4A535E',
    packets: '#2D8FCB',
    bytes: '#E69F00',
    drop: '#EF6A5E',
    fresh: '#E69F00',
    request: '#2D8FCB',
    reply: '#E69F00',
    tables: OKABE_ITO,
  }),
  print: createTheme({
    name: 'print',
    background: '#FFFFFF',
    surface: '#FFFFFF',
    text: '#000000',
    muted: '#595959',
    grid: '#DDDDDD',
    border: '#A6A6A6',
    idle: '#C8C8C8',
    packets: '#404040',
    bytes: '#9A9A9A',
    drop: '#000000',
    fresh: '#000000',
    request: '#262626',
    reply: '#8C8C8C',
    tables: { raw: '#BDBDBD', mangle: '#8F8F8F', nat: '#5E5E5E', filter: '#262626' },
  }),
};

/**
 * The theme of a name, or a theme of one's own; light if none is given.
 *
 * @example
 * ```ts
 * import { resolveTheme, THEMES } from 'chainwalk/view';
 *
 * resolveTheme().name; // → 'light'
 * const own = { ...THEMES.dark, background: '#000000' } as const;
 * resolveTheme(own).background; // → '#000000'
 * ```
 */
export function resolveTheme(theme: ThemeName | Theme = 'light'): Theme {
  return typeof theme === 'string' ? THEMES[theme] : theme;
}

/** What stands for a table. Those of nf_tables have no colour of their own: they may do what any table of iptables does. */
export function tableColours(theme: Theme, table: RuleTable): TableColours {
  return isUsualTable(table) ? theme.tables[table] : { mark: theme.muted, band: theme.surface, ink: theme.text };
}
