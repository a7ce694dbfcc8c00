/** The scripts that draw charts in Jupyter's pages: each one file, in which what both share (charts.js) comes first. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../../node/packageFile';
import { pageFontStyle } from '../../view/draw/embedFonts';
import { THEMES } from '../../view/draw/theme';
import { PALETTE } from '../book/bookPalette';
import type { Prebuilt } from './prebuilt';

/** The name of the extensions, which is also their folders'. */
export const CHARTS = 'chainwalk-charts';

const SETTINGS = { mime: 'application/vnd.plotly.v1+json', palette: PALETTE, ink: THEMES.light.text };

/** plotly.js, where it lies beside the script. */
export const PLOTLY_FILE = 'plotly.min.js';

/** The renderer of charts in JupyterLab 4, Notebook 7 and JupyterLite; where it finds plotly.js, seen from its script. */
export function chartRenderer(plotlyFile?: string): Prebuilt {
  return { name: CHARTS, kind: 'mimeExtension', script: chartExtension('lab', plotlyFile) };
}

/** The script for JupyterLab 4 and Notebook 7, or that for the classic notebook 6; where plotly.js lies, seen from the script. */
export function chartExtension(page: 'lab' | 'classic', plotlyFile = PLOTLY_FILE): string {
  const [shared, own] = ['charts.js', `${page}Extension.js`].map((name) =>
    readFileSync(packageFile(`notebook/jupyter/${name}`), 'utf8'),
  );
  return `(() => {\nconst settings = ${JSON.stringify({ ...SETTINGS, fonts: pageFontStyle('sans'), plotlyFile })};\n${shared}${own}})();\n`;
}
