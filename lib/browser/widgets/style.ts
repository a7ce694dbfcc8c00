/** The style that widgets share. Colours are those of the page around them: the book's, else JupyterLab's. */

/** The class of the element that a widget draws in. */
export const WIDGET_CLASS = 'chainwalk-widget';

/** Rules for all widgets. */
export const SHARED_STYLE = `
.${WIDGET_CLASS} {
  --widget-paper: var(--paper, var(--jp-layout-color0, #fff));
  --widget-ink: var(--ink, var(--jp-ui-font-color0, #1b1f24));
  --widget-soft: var(--soft, var(--jp-ui-font-color1, #57606a));
  --widget-line: var(--line, var(--jp-border-color1, #d5dae0));
  --widget-panel: var(--panel, var(--jp-layout-color2, #f5f7f9));
  --widget-link: var(--link, var(--jp-content-link-color, #0860a8));
  --widget-warn: var(--warn, var(--jp-error-color0, #9a1f28));
  --widget-good: var(--good, var(--jp-success-color0, #1a6b2b));
  color: var(--widget-ink);
}
`;
