/** Pages that need nothing else and load nothing. */
import { html, type Markup, trusted } from '../draw/markup';
import { resolveTheme, type Theme, type ThemeName } from '../draw/theme';

/** What a page's frame holds. */
export interface HtmlFrame {
  readonly title: string;
  /** The page's content security policy. */
  readonly policy: string;
  /** Styles and scripts, behind the title. */
  readonly head: Markup;
  readonly body: Markup;
}

/** A page in which nothing runs. */
export interface HtmlDocument {
  readonly title: string;
  /** A style sheet. */
  readonly style: string;
  /** The source that styles may come from, as a content security policy names it; nothing else may run or load but pictures and fonts in the page itself. */
  readonly styleSource: string;
  readonly body: Markup;
}

/** The frame of every HTML file. */
export function htmlFrame({ title, policy, head, body }: HtmlFrame): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
</head>
<body>
${body}
</body>
</html>
`.markup;
}

/** A whole HTML file in which nothing runs. */
export function htmlDocument({ title, style, styleSource, body }: HtmlDocument): string {
  const policy = `default-src 'none'; img-src data:; font-src data:; style-src ${styleSource}; base-uri 'none'; form-action 'none'`;
  return htmlFrame({ title, policy, head: html`<style>${trusted(style)}</style>`, body });
}

/**
 * A page around one piece of finished markup, such as an SVG file; light or dark as the reader's screen is, unless a theme
 * is given.
 */
export function htmlPage(title: string, markup: string, theme?: ThemeName | Theme): string {
  const { background, text } = resolveTheme(theme);
  const colours = theme === undefined ? 'color-scheme: light dark' : `background: ${background}; color: ${text}`;
  const style = `body { margin: 16px; font-family: sans-serif; ${colours} }`;
  return htmlDocument({ title, style, styleSource: "'unsafe-inline'", body: trusted(markup) });
}
