/**
 * A cell's outputs as HTML. Of an output's forms the page takes the richest that needs no script: markup of our own,
 * else a picture (as an image, in which nothing runs), else text. A live chart travels along as data, for the page's
 * script to draw in the picture's place.
 */

import type { Output } from '../format/output';
import { escapeHtml } from './markdown';

const PLOTLY = 'application/vnd.plotly.v1+json';

/** The HTML of one output. */
export function outputHtml(output: Output): string {
  if (output.kind === 'stream') return printedHtml(output.text, output.name);
  if (output.kind === 'error') return printedHtml(`${output.name}: ${output.message}`, 'stderr');
  return bundleHtml(output.data);
}

/** What a machine prints. Style sheets are told how long its longest line is: paper cannot be scrolled. */
export function printedHtml(text: string, stream: 'stdout' | 'stderr' = 'stdout'): string {
  const columns = Math.max(1, ...text.split('\n').map(({ length }) => length));
  return `<pre class="stream ${stream}" style="--columns: ${columns}">${escapeHtml(text)}</pre>`;
}

/** Whether one of `outputs` carries a live chart. */
export function hasLiveChart(outputs: readonly Output[]): boolean {
  return outputs.some((output) => 'data' in output && PLOTLY in output.data);
}

type Bundle = Readonly<Record<string, unknown>>;

function bundleHtml(data: Bundle): string {
  const picture = pictureSource(data);
  const text = asText(data['text/plain']);
  if (data[PLOTLY] !== undefined || picture !== undefined) return figureHtml(data, picture, text);
  if (data['text/html'] !== undefined) return `<div class="scroll">${asText(data['text/html'])}</div>`;
  if (text !== '') return printedHtml(text);
  const [mime = 'nothing', value] = Object.entries(data)[0] ?? [];
  const shown = mime.endsWith('json') ? JSON.stringify(value, null, 2) : `(${mime})`;
  return printedHtml(shown);
}

function figureHtml(data: Bundle, picture: string | undefined, text: string): string {
  const chart = data[PLOTLY];
  const image = picture === undefined ? '' : `<img src="${picture}" alt="${escapeHtml(alternative(data, text))}">`;
  const live = chart === undefined ? '' : `<script type="application/json">${dataText(chart)}</script>`;
  const same = `<details class="same"><summary>The same as text</summary><pre>${escapeHtml(text)}</pre></details>`;
  const scroll = `<div class="scroll">${image}</div>`;
  return `<figure${chart === undefined ? '' : ' class="live"'}>${scroll}${live}${text === '' ? '' : same}</figure>`;
}

/** What a picture says to those who do not see it: an SVG's own title and description, else the first line of its text. */
function alternative(data: Bundle, text: string): string {
  const part = (name: string) => new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(asText(data['image/svg+xml']))?.[1];
  const own = [part('title'), part('desc')].filter((words) => words !== undefined).map(unescapeMarkup);
  const [first = ''] = text.split('\n').filter((line) => line.trim() !== '');
  const words = own.length === 2 && own[1]?.startsWith(own[0] ?? '') ? own.slice(1) : own;
  return (words.join('\n') || first).trim() || 'A picture';
}

const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescapeMarkup(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (entity, name: string) => CHARACTERS[name] ?? entity);
}

function pictureSource(data: Bundle): string | undefined {
  const svg = data['image/svg+xml'];
  if (svg !== undefined) return `data:image/svg+xml;base64,${Buffer.from(asText(svg)).toString('base64')}`;
  const raster = ['image/png', 'image/jpeg'].find((mime) => typeof data[mime] === 'string');
  return raster && `data:${raster};base64,${escapeHtml(asText(data[raster]).trim())}`;
}

/** JSON that cannot end the script element that it stands in. */
function dataText(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
