/** A page that needs nothing else and loads nothing. */
import { escapeMarkup } from './svg';
import { resolveTheme, type Theme, type ThemeName } from './theme';

const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A page around one piece of finished markup; light or dark as the reader's screen is, unless a theme is given. */
export function htmlPage(title: string, markup: string, theme?: ThemeName | Theme): string {
  const { background, text } = resolveTheme(theme);
  const colours = theme === undefined ? 'color-scheme:light dark' : `background:${background};color:${text}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>${escapeMarkup(title)}</title></head>
<body style="margin:16px;font-family:sans-serif;${colours}">
${markup}
</body></html>
`;
}
