/** The platform on Node: files by fs, pictures by workers that the caller waits for. Nothing starts before it is asked for. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Platform } from '../platform';
import { display } from './display';
import { makeFolder } from './makeFolder';
import { svgToPdf } from './pdf';
import { startPng, svgToPng } from './png';

/** Node's files, workers and standard output, or the cell of the notebook that runs. */
export const nodePlatform: Platform = {
  readText: (path) => readFileSync(path, 'utf8'),
  listFolder: (path) => readdirSync(path).sort(),
  writeFile: (path, content) => {
    makeFolder(dirname(path));
    writeFileSync(path, content);
  },
  drawPng: svgToPng,
  drawPdf: svgToPdf,
  preload: startPng,
  showsPng: true,
  display,
};
