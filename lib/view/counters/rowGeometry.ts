/** Where everything stands in a row chart, px: margins follow from labels, height from rows. */
import type { RuleTable } from '../../netfilter';
import { fitText, wrapText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { textWidth } from '../draw/fontMetrics';
import { FONT_SIZE } from '../draw/theme';
import { formatCount } from '../figure/textTable';
import { EDGE, TITLE_FONT, TITLE_LINE } from '../figure/titled';
import { itemAt } from '../itemAt';
import type { ChartRow, ChartSource } from './rowChart';

/** From the picture's edge to labels: the mark of the table stands between. */
export const LABEL_START = EDGE + 12;
/** Height of a table's name above its rows, px. */
export const BAND_HEADING = 21;
/** px, with the gap to the next series. */
export const BAR_HEIGHT = 13;
/** px. */
export const SUBTITLE_LINE = 17;
const BAND_GAP = 7;
const PANEL_GAP = 26;
/** px. */
export const LEGEND_LINE = 20;
const LABEL_LIMIT = 372;
/** Of what drops, before its name. */
const DROP_SIGN = '×\u00a0';
/** Pictures narrower than this, in px, have their labels over the bars. */
export const STACKED_BELOW = 600;
/** Height of a label over its bars. */
const LABEL_LINE = 17;

/** Of rows and of numbers at bars. */
export const LABEL_FONT: Font = { family: 'sans', size: FONT_SIZE.label };
const NAME_FONT: Font = { ...LABEL_FONT, weight: 'bold' };
const SUBTITLE_FONT: Font = { family: 'sans', size: FONT_SIZE.subtitle };

/** The rows of one iptables table, px from the plot's top. */
export interface Band {
  readonly table: RuleTable;
  readonly top: number;
  readonly bottom: number;
}

/** A bold text, a plain one, or one after the other. */
export interface RowLabel {
  readonly bold: string;
  readonly plain: string;
}

/** Places and sizes, px. */
export interface RowGeometry {
  readonly titleLines: readonly string[];
  readonly subtitleLines: readonly string[];
  /** What stands beside each row. */
  readonly labels: readonly RowLabel[];
  /** Names of the series, cut to the column of labels. */
  readonly series: readonly string[];
  /** Middle of each row, and each table's band, from the plot's top. */
  readonly centres: readonly number[];
  readonly bands: readonly Band[];
  readonly rowHeight: number;
  /** From a row's middle up to its label, px: 0 if it stands beside its bars. */
  readonly labelRise: number;
  readonly plotHeight: number;
  /** Margins, whole height, and where the legend begins. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly height: number;
  readonly legendTop: number;
  readonly plotWidth: number;
  readonly panelWidth: number;
  /** A panel's part of the plot's width. */
  readonly share: number;
}

/** A row's label, its detail cut in the middle so that it is not wider than the limit. */
function label(row: ChartRow, limit: number): RowLabel & { readonly width: number } {
  const name = fitText(`${row.drops ? DROP_SIGN : ''}${row.name}`, NAME_FONT, limit);
  const nameWidth = textWidth(`${name}\u00a0\u00a0`, NAME_FONT);
  const room = limit - nameWidth;
  const font = row.emphasis === true ? NAME_FONT : LABEL_FONT;
  const detail = room > 40 ? fitText(row.detail, font, room) : '';
  const rest = detail && `\u00a0\u00a0${detail}`;
  const width = nameWidth + textWidth(detail, font);
  return row.emphasis === true ? { bold: `${name}${rest}`, plain: '', width } : { bold: name, plain: rest, width };
}

function placeRows(
  rows: readonly ChartRow[],
  rowHeight: number,
  rise: number,
): Pick<RowGeometry, 'centres' | 'bands' | 'plotHeight'> {
  const centres: number[] = [];
  const bands: { table: RuleTable; top: number; bottom: number }[] = [];
  let y = 0;
  for (const row of rows) {
    if (bands.at(-1)?.table !== row.table) {
      if (bands.length > 0) y += BAND_GAP;
      bands.push({ table: row.table, top: y, bottom: y });
      y += BAND_HEADING;
    }
    centres.push(y + rise + rowHeight / 2);
    y += rise + rowHeight;
    itemAt(bands, -1).bottom = y + 3;
  }
  return { centres, bands, plotHeight: Math.max(y + 3, 40) };
}

/** Measures a chart. */
export function rowGeometry({ title, subtitle, rows, series, width }: ChartSource): RowGeometry {
  const isStacked = width < STACKED_BELOW;
  const several = series.length > 1;
  const rowHeight = several ? series.length * BAR_HEIGHT + 9 : 22;
  const placed = placeRows(rows, rowHeight, isStacked ? LABEL_LINE - 3 : 0);
  const limit = isStacked ? width - LABEL_START - EDGE : LABEL_LIMIT;
  const labels = rows.map((row) => label(row, limit));
  const beside = Math.ceil(LABEL_START + labels.reduce((most, one) => Math.max(most, one.width), 60) + 10);
  const left = isStacked ? LABEL_START + 2 : beside;
  const right = EDGE + (rows.some((row) => row.sign) ? 26 : 6);
  const plotWidth = width - left - right;
  const panelWidth = (plotWidth - PANEL_GAP) / 2;
  const titleLines = wrapText(title, TITLE_FONT, width - 2 * EDGE);
  const subtitleLines = wrapText(subtitle, SUBTITLE_FONT, width - 2 * EDGE);
  const legendTop = EDGE + titleLines.length * TITLE_LINE + subtitleLines.length * SUBTITLE_LINE;
  const headings =
    rows.length === 0 ? 10 : (several ? series.length * LEGEND_LINE + 10 : 26) + (several && isStacked ? 20 : 0);
  const top = legendTop + headings;
  const bottom = rows.length > 0 ? 34 : EDGE;
  return {
    ...placed,
    titleLines,
    subtitleLines,
    labels: labels.map(({ bold, plain }) => ({ bold, plain })),
    series: series.map((name) => fitText(name, SUBTITLE_FONT, isStacked ? width - 2 * EDGE - 40 : left - EDGE - 56)),
    labelRise: isStacked ? rowHeight / 2 + LABEL_LINE / 2 - 3 : 0,
    rowHeight,
    left,
    right,
    top,
    bottom,
    height: top + placed.plotHeight + bottom,
    legendTop,
    plotWidth,
    panelWidth,
    share: panelWidth / plotWidth,
  };
}

/** An axis from 0, long enough for the numbers that stand behind the bars. */
export function barRange(values: readonly number[], panelWidth: number): readonly [number, number] {
  const most = values.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
  const room = values.reduce((top, value) => Math.max(top, textWidth(formatCount(value), LABEL_FONT)), 0) + 8;
  return [0, (most * panelWidth) / Math.max(panelWidth - room, 20)];
}
