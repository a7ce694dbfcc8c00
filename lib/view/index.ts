/** Pictures and tables: rows in; SVG, PNG, text, CSV and notebook outputs out. */
import { preload } from './figure/preload';

export { compareDeltas, type NamedDeltas } from './counters/compareDeltas';
export { type DeltaChartOptions, deltaChart } from './counters/deltaChart';
export { resolveTheme, type Theme, type ThemeName, themes } from './draw/theme';
export { type Cell, type Row, toCsv } from './figure/csv';
export type { Drawn } from './figure/drawn';
export { createFigure, type Figure, type FigureSource, type PlotlyJson } from './figure/figure';
export { preload } from './figure/preload';
export type { Look, SaveOptions } from './figure/saveOptions';
export { type MimeBundle, setDisplay } from './figure/show';
export { textTable } from './figure/textTable';
export { type LadderOptions, ladder } from './ladder/ladder';
export { type JourneyRow, journeyTable } from './path/journeyTable';
export { type PathMapOptions, pathMap } from './path/pathMap';
export type { ChangedGroup, ChangedLine } from './tables/changedLines';
export { type ChangesOptions, type ChangesView, changes } from './tables/changes';
export { type FrameLike, type TableOptions, type TableSource, type TableView, table } from './tables/table';
export type { Tone } from './tables/tableHtml';
export { type RelayOptions, relay } from './tcp/relay';
export { type RetransmissionsOptions, retransmissions } from './tcp/retransmissions';
export { type TopologyMapOptions, topologyMap } from './topology/topologyMap';
export { type VethPairOptions, vethPair } from './topology/vethPair';

// What PNG needs loads beside whatever is imported next; the cells after that have the processor to themselves.
preload();
