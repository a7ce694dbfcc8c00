/** Pages that need nothing else and load nothing. */
import { escapeMarkup } from '../draw/svg';
import { resolveTheme, type Theme, type ThemeName } from '../draw/theme';

export interface HtmlDocument {
  readonly title: string;
  /** A style sheet. */
  readonly style: string;
  /** The source that styles may come from, as a content security policy names it; nothing else may run or load but pictures in the page itself. */
  readonly styleSource: string;
  /** Finished markup. */
  readonly body: string;
}

/** A whole HTML file. */
export function htmlDocument({ title, style, styleSource, body }: HtmlDocument): string {
  const policy = `default-src 'none'; img-src data:; style-src ${styleSource}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** A page around one piece of finished markup; light or dark as the reader's screen is, unless a theme is given. */
export function htmlPage(title: string, markup: string, theme?: ThemeName | Theme): string {
  const { background, text } = resolveTheme(theme);
  const colours = theme === undefined ? 'color-scheme: light dark' : `background: ${background}; color: ${text}`;
  const style = `body { margin: 16px; font-family: sans-serif; ${colours} }`;
  return htmlDocument({ title, style, styleSource: "'unsafe-inline'", body: markup });
}
