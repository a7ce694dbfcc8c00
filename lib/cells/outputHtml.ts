/**
 * A cell's outputs as HTML. Of an output's forms the page takes the richest that needs no script: markup of our own,
 * else a picture (as an image, in which nothing runs), else text. A live chart travels along as data, for the page's
 * script to draw in the picture's place.
 */

import { encodeUtf8 } from '../packet';
import { html, type Markup, trusted, unescapeMarkup } from '../view/draw/markup';
import { encodeBase64 } from '../view/figure/base64';
import type { Output } from './output';

const PLOTLY = 'application/vnd.plotly.v1+json';
/** Data that a widget of the page draws. */
const WIDGET = /^application\/vnd\.chainwalk\.[\w.-]+\+json$/;

/** The HTML of one output. */
export function outputHtml(output: Output): Markup {
  if (output.kind === 'stream') return printedHtml(output.text, output.name);
  if (output.kind === 'error') return printedHtml(`${output.name}: ${output.message}`, 'stderr');
  return bundleHtml(output.data);
}

/** What a machine prints. Style sheets are told how long its longest line is: paper cannot be scrolled. */
export function printedHtml(text: string, stream: 'stdout' | 'stderr' = 'stdout'): Markup {
  const columns = text.split('\n').reduce((most, { length }) => Math.max(most, length), 1);
  return html`<pre class="stream ${stream}" style="--columns: ${columns}">${text}</pre>`;
}

type Bundle = Readonly<Record<string, unknown>>;

function bundleHtml(data: Bundle): Markup {
  const mime = Object.keys(data).find((name) => WIDGET.test(name));
  if (mime === undefined) return plainHtml(data);
  const { [mime]: value, ...others } = data;
  // As a chart's, the data travel along; what needs no script stands there until the widget is drawn.
  return html`<div class="widget" data-mime="${mime}"><script type="application/json">${dataText(value)}</script><div class="plain">${plainHtml(others)}</div></div>`;
}

function plainHtml(data: Bundle): Markup {
  const picture = pictureSource(data);
  const text = asText(data['text/plain']);
  if (data[PLOTLY] !== undefined || picture !== undefined) return figureHtml(data, picture, text);
  if (data['text/html'] !== undefined) return html`<div class="scroll">${trusted(asText(data['text/html']))}</div>`;
  if (text !== '') return printedHtml(text);
  const [mime = 'nothing', value] = Object.entries(data)[0] ?? [];
  const shown = mime.endsWith('json') ? JSON.stringify(value, null, 2) : `(${mime})`;
  return printedHtml(shown);
}

function figureHtml(data: Bundle, picture: string | undefined, text: string): Markup {
  const chart = data[PLOTLY];
  const isLive = chart !== undefined;
  const image = picture !== undefined && html`<img src="${picture}" alt="${alternativeOf(data)}">`;
  const live = isLive && html`<script type="application/json">${dataText(chart)}</script>`;
  return html`<figure${isLive && html` class="live"`}><div class="scroll">${image}</div>${live}${text !== '' && sameAsText(text)}</figure>`;
}

/** A picture's text, folded. */
export function sameAsText(text: string): Markup {
  return html`<details class="same"><summary>The same as text</summary><pre>${text}</pre></details>`;
}

/** What a picture says to those who do not see it: an SVG's own title and description, else the first line of its text. */
export function alternativeOf(data: Bundle): string {
  const text = asText(data['text/plain']);
  const part = (name: string) => new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(asText(data['image/svg+xml']))?.[1];
  const own = [part('title'), part('desc')].filter((words) => words !== undefined).map(unescapeMarkup);
  const [first = ''] = text.split('\n').filter((line) => line.trim() !== '');
  const words = own.length === 2 && own[1]?.startsWith(own[0] ?? '') ? own.slice(1) : own;
  return (words.join('\n') || first).trim() || 'A picture';
}

function pictureSource(data: Bundle): string | undefined {
  const svg = data['image/svg+xml'];
  if (svg !== undefined) return `data:image/svg+xml;base64,${encodeBase64(encodeUtf8(asText(svg)))}`;
  const raster = ['image/png', 'image/jpeg'].find((mime) => typeof data[mime] === 'string');
  return raster && `data:${raster};base64,${asText(data[raster]).trim()}`;
}

/** JSON that cannot end the script element that it stands in. */
export function dataText(value: unknown): Markup {
  return trusted(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
