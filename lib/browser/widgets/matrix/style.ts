/** The style of a matrix. A path has a colour and a sign. */
export const MATRIX_STYLE = `
.chainwalk-matrix, .chainwalk-matrix * { box-sizing: border-box; }
.chainwalk-matrix .scroll { overflow-x: auto; }
.chainwalk-matrix .scroll table { border-collapse: collapse; margin: 4px 0; font-size: 13px; width: auto; display: table; }
.chainwalk-matrix caption { text-align: left; font-weight: 600; padding: 4px 6px; color: var(--widget-ink); }
.chainwalk-matrix .scroll th, .chainwalk-matrix .scroll td { text-align: left; padding: 2px 6px; border: 0; border-bottom: 1px solid var(--widget-line); background: none; font-weight: 400; white-space: nowrap; max-width: none; }
.chainwalk-matrix thead th { font-weight: 600; }
.chainwalk-matrix .path { font: inherit; width: 100%; min-width: 8.6em; min-height: 28px; text-align: left; padding: 2px 8px; border: 1px solid transparent; border-radius: 5px; color: var(--widget-ink); background: rgba(128, 128, 128, 0.14); cursor: pointer; white-space: nowrap; }
.chainwalk-matrix .path:hover { border-color: var(--widget-ink); }
.chainwalk-matrix .path[aria-expanded="true"] { border-color: var(--widget-ink); box-shadow: inset 0 0 0 1px var(--widget-ink); font-weight: 600; }
.chainwalk-matrix .path:focus-visible { outline: 2px solid var(--widget-link); outline-offset: 1px; }
.chainwalk-matrix.dense .scroll table { min-width: 720px; font-size: 12px; }
.chainwalk-matrix.dense .scroll th, .chainwalk-matrix.dense .scroll td { white-space: normal; padding: 2px 3px; vertical-align: middle; }
.chainwalk-matrix.dense .path { min-width: 7.6em; padding: 2px 5px; line-height: 1.25; white-space: normal; }
.chainwalk-matrix .hint { color: var(--widget-soft); font-size: 12.5px; margin: 6px 0; }
.chainwalk-matrix .line { margin: 10px 0 6px; }
`;
