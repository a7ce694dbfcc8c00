/** What JupyterLite's pages may load: nothing of another host, whatever a notebook's text asks for. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** JupyterLab compiles the schemas of its settings, and has scripts in its pages. */
const POLICY = `default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; base-uri 'none'; form-action 'none'`;

/** The icon until the page has set its own: else a browser asks the host's root for one. */
const HEAD = `<head>
    <meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <link rel="icon" href="data:,">`;

/** Gives each page in `folder` the policy. */
export function addPolicy(folder: string): void {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.html'));
  for (const page of pages) {
    const path = join(folder, page);
    writeFileSync(path, readFileSync(path, 'utf8').replace('<head>', HEAD));
  }
}
