/** What JupyterLite's own pages lack: a policy that lets them ask no other host, whatever a notebook's text says, and a word to readers of files. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** JupyterLab compiles the schemas of its settings, and has scripts in its pages. */
const POLICY = `default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; base-uri 'none'; form-action 'none'`;

const FROM_FILE =
  'JupyterLite does not run in a page that is opened as a file: it needs a server. The pages of the book run either way.';

/** The icon is for the time until the page has set its own: without one a browser asks the host's root. */
const HEAD = `<head>
    <meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <link rel="icon" href="data:,">
    <script>
      if (location.protocol === 'file:')
        addEventListener('DOMContentLoaded', () => { document.body.textContent = '${FROM_FILE}'; });
    </script>`;

/** Completes each page in `folder`. */
export function completePages(folder: string): void {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.html'));
  for (const page of pages) {
    const path = join(folder, page);
    writeFileSync(path, readFileSync(path, 'utf8').replace('<head>', HEAD));
  }
}
