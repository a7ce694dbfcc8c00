/** The style of a request to step through. What moves does so only for readers who do not mind. */
export const STEPS_STYLE = `
.chainwalk-request > * + * { margin-top: 10px; }
.chainwalk-frame { overflow: auto; position: relative; border: 1px solid var(--widget-line); border-radius: 6px; max-height: 540px; }
.chainwalk-frame > .sheet { position: relative; width: 100%; min-width: min(var(--natural), 620px); max-width: var(--natural); margin: 0 auto; }
.chainwalk-frame > .sheet img { display: block; width: 100%; height: auto; max-width: none; margin: 0; background: none; border: 0; }
.chainwalk-frame > .sheet svg { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; }
.chainwalk-steps, .chainwalk-steps * { box-sizing: border-box; }
.chainwalk-steps { container: chainwalk-steps / inline-size; border: 1px solid var(--widget-line); border-radius: 8px; padding: 10px 12px; font-size: 14px; line-height: 1.4; }
.chainwalk-steps:focus-visible, .chainwalk-frame:focus-visible { outline: 2px solid var(--widget-link); outline-offset: 1px; }
.chainwalk-steps p { margin: 0 0 8px; }
.chainwalk-steps .title { font-weight: 600; }
.chainwalk-steps .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; margin-bottom: 8px; }
.chainwalk-steps button, .chainwalk-steps select { font: inherit; color: var(--widget-ink); background: var(--widget-panel); border: 1px solid var(--widget-line); border-radius: 5px; padding: 4px 10px; min-height: 30px; cursor: pointer; max-width: 100%; }
.chainwalk-steps .play { min-width: 4.6em; }
.chainwalk-steps button[aria-disabled="true"] { color: var(--widget-soft); cursor: default; }
.chainwalk-steps button:focus-visible, .chainwalk-steps select:focus-visible { outline: 2px solid var(--widget-link); outline-offset: 1px; }
.chainwalk-steps select { max-width: 15em; }
.chainwalk-steps .sentence { min-height: 2.8em; max-width: none; }
.chainwalk-steps .state { display: grid; grid-template-columns: 1fr; gap: 2px 16px; margin: 0 0 10px; padding: 8px 10px; max-width: none; background: var(--widget-panel); border-radius: 6px; }
.chainwalk-steps .state > div { display: flex; gap: 8px; min-width: 0; }
.chainwalk-steps dt { flex: 0 0 6.4em; margin: 0; padding: 0; color: var(--widget-soft); font-weight: 400; }
.chainwalk-steps dd { margin: 0; padding: 0; min-width: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.chainwalk-steps dd code { margin-left: 6px; padding: 0; background: none; color: var(--widget-soft); font-size: 12px; }
.chainwalk-steps del { color: var(--widget-soft); }
.chainwalk-steps ins { font-weight: 600; text-decoration: none; border-bottom: 2px solid #009e73; }
.chainwalk-steps .views { display: grid; gap: 10px; }
.chainwalk-steps .chainwalk-frame:is(.ladder, .walk) { max-height: 240px; }
.chainwalk-steps [hidden] { display: none; }
.chainwalk-steps .track { fill: none; stroke: var(--widget-ink); stroke-width: 16; stroke-linejoin: round; opacity: 0.16; }
.chainwalk-steps .ring { fill: var(--widget-paper); fill-opacity: 0.55; stroke: var(--widget-ink); stroke-width: 2.5; }
.chainwalk-steps .dot { fill: var(--widget-ink); }
.chainwalk-steps .rewritten .dot { fill: #009e73; }
.chainwalk-steps .rewritten .ring { stroke: #009e73; }
.chainwalk-steps .dropped .dot { fill: #b2182b; }
.chainwalk-steps .band { fill: var(--widget-ink); fill-opacity: 0.1; stroke: var(--widget-ink); stroke-width: 1.5; }
.chainwalk-steps table { display: table; width: 100%; margin: 0; border-collapse: collapse; font-size: 13px; }
.chainwalk-steps th, .chainwalk-steps td { padding: 3px 8px; text-align: left; white-space: nowrap; border: 0; border-bottom: 1px solid var(--widget-line); background: none; max-width: none; }
.chainwalk-steps thead th { position: sticky; top: 0; background: var(--widget-panel); z-index: 1; }
.chainwalk-steps tbody tr { cursor: pointer; background: none; }
.chainwalk-steps .number { text-align: right; font-variant-numeric: tabular-nums; }
.chainwalk-steps tr.past { color: var(--widget-soft); }
.chainwalk-steps tr[aria-current] { background: var(--widget-panel); box-shadow: inset 4px 0 var(--widget-link); font-weight: 600; }
.chainwalk-steps .hint { margin: 8px 0 0; color: var(--widget-soft); font-size: 12.5px; }
@container chainwalk-steps (min-width: 620px) {
  .chainwalk-steps .state { grid-template-columns: 1fr 1fr; }
}
@container chainwalk-steps (min-width: 1150px) {
  .chainwalk-steps .views { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
  .chainwalk-steps .chainwalk-frame.map { grid-row: span 2; max-height: 490px; }
}
@media (prefers-reduced-motion: no-preference) {
  .chainwalk-steps .packet { transition: transform 0.35s ease; }
}
`;
