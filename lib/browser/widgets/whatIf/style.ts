/** The style of a request with choices. */
export const WHAT_IF_STYLE = `
.chainwalk-what-if, .chainwalk-what-if * { box-sizing: border-box; }
.chainwalk-what-if { border: 1px solid var(--widget-line); border-radius: 8px; padding: 10px 12px; font-size: 14px; line-height: 1.4; }
.chainwalk-what-if p { margin: 0 0 8px; max-width: none; }
.chainwalk-what-if .title { font-weight: 600; }
.chainwalk-what-if .choices { display: flex; flex-wrap: wrap; gap: 6px 18px; margin-bottom: 10px; }
.chainwalk-what-if fieldset { display: flex; flex-wrap: wrap; gap: 2px 12px; margin: 0; padding: 4px 10px 6px; min-width: 0; border: 1px solid var(--widget-line); border-radius: 6px; background: var(--widget-panel); }
.chainwalk-what-if legend { padding: 0 4px; color: var(--widget-soft); font-size: 12.5px; }
.chainwalk-what-if label { display: inline-flex; align-items: center; gap: 4px; min-height: 28px; cursor: pointer; }
.chainwalk-what-if input { accent-color: var(--widget-link); width: 16px; height: 16px; margin: 0; }
.chainwalk-what-if input:focus-visible { outline: 2px solid var(--widget-link); outline-offset: 2px; }
.chainwalk-what-if .verdict { min-height: 1.4em; white-space: pre-wrap; overflow-wrap: anywhere; }
.chainwalk-what-if .verdict b { display: inline-block; padding: 3px 8px; border-radius: 5px; font-weight: 600; background: rgba(128, 128, 128, 0.14); }
.chainwalk-what-if .verdict :is(b.DNAT, b.docker-proxy, b.direct) { background: rgba(0, 158, 115, 0.2); }
.chainwalk-what-if .verdict :is(b.refused, b.dropped, b.no-answer) { background: rgba(178, 24, 43, 0.2); }
.chainwalk-what-if[aria-busy] .answer { opacity: 0.4; }
.chainwalk-what-if .hint { color: var(--widget-soft); }
`;
