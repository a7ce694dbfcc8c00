/**
 * What pictures and tables of one's own are made with.
 *
 * @module chainwalk/view
 */
import './onNode';

export type { Colour } from '../view/draw/colour';
export { resolveTheme, type TableColours, THEMES, type Theme, type ThemeName } from '../view/draw/theme';
export { type Cell, type Row, toCsv } from '../view/figure/csv';
export { createFigure, type Figure, type FigureSource, type PlotlyJson } from '../view/figure/figure';
export type { Look, SaveOptions, Width } from '../view/figure/saveOptions';
export { type Display, type MimeBundle, setDisplay, show } from '../view/figure/show';
export { textTable } from '../view/figure/textTable';
