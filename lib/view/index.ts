/** Pictures and tables: rows in; SVG, PNG, text, CSV and notebook outputs out. */
export { compareDeltas, type NamedDeltas } from './compareDeltas';
export { type Cell, type Row, toCsv } from './csv';
export { type DeltaChartOptions, deltaChart } from './deltaChart';
export { createFigure, type Figure, type FigureSource, type PlotlyJson } from './figure';
export { type JourneyRow, journeyTable } from './journeyTable';
export { type PathMapOptions, pathMap } from './pathMap';
export { plotlyText } from './plotly';
export { type PlotlyFigureOptions, plotlyFigure } from './plotlyFigure';
export { preload } from './preload';
export { type MimeBundle, setDisplay } from './show';
export { type FrameLike, type TableOptions, type TableSource, type TableView, table } from './table';
export { textTable } from './textTable';
export { resolveTheme, type Theme, type ThemeName, themes } from './theme';
export { type TopologyMapOptions, topologyMap } from './topologyMap';
