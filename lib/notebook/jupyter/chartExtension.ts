/** The scripts that draw charts in Jupyter's pages: each one file, in which what both share (charts.js) comes first. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../../node/packageFile';
import { THEMES } from '../../view/draw/theme';
import { PALETTE } from '../book/bookPalette';

const SETTINGS = { mime: 'application/vnd.plotly.v1+json', palette: PALETTE, ink: THEMES.light.text };

/** The script for JupyterLab 4 and Notebook 7, or that for the classic notebook 6. */
export function chartExtension(page: 'lab' | 'classic'): string {
  const [shared, own] = ['charts.js', `${page}Extension.js`].map((name) =>
    readFileSync(packageFile(`notebook/jupyter/${name}`), 'utf8'),
  );
  return `(() => {\nconst settings = ${JSON.stringify(SETTINGS)};\n${shared}${own}})();\n`;
}
