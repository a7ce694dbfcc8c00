/** Pictures and tables: rows in; SVG, PNG, text, CSV and notebook outputs out. */
import { preload } from './preload';

export type { ChangedGroup, ChangedLine } from './changedLines';
export { type ChangesOptions, type ChangesView, changes } from './changes';
export { compareDeltas, type NamedDeltas } from './compareDeltas';
export { type Cell, type Row, toCsv } from './csv';
export { type DeltaChartOptions, deltaChart } from './deltaChart';
export type { Drawn } from './drawn';
export { createFigure, type Figure, type FigureSource, type PlotlyJson } from './figure';
export { type JourneyRow, journeyTable } from './journeyTable';
export { type LadderOptions, ladder } from './ladder';
export { type PathMapOptions, pathMap } from './pathMap';
export { type PlotlyFigureOptions, plotlyFigure } from './plotlyFigure';
export { plotlyText } from './plotlyText';
export { type PreloadOptions, preload } from './preload';
export { type RelayOptions, relay } from './relay';
export { type RetransmissionsOptions, retransmissions } from './retransmissions';
export type { Look, SaveOptions } from './saveOptions';
export { type MimeBundle, setDisplay } from './show';
export { type FrameLike, type TableOptions, type TableSource, type TableView, table } from './table';
export type { Tone } from './tableHtml';
export { textTable } from './textTable';
export { resolveTheme, type Theme, type ThemeName, themes } from './theme';
export { type TopologyMapOptions, topologyMap } from './topologyMap';
export { type VethPairOptions, vethPair } from './vethPair';

// What PNG needs loads beside whatever is imported next; the cells after that have the processor to themselves.
preload();
