/** An output of a cell as a piece of a report. */
import type { Output } from '../../cells/output';
import { alternativeOf } from '../../cells/outputHtml';
import { PREDICTION_MIME } from '../../lab/learn/predictionData';
import type { Block } from './blocks';
import { safeSvg } from './safeSvg';
import { captionOf, plainTable, readTables, safeHtml } from './tables';

/** The numbers of the last figure and table: the next are one more. */
export interface Numbers {
  figure: number;
  table: number;
}

/** Whether the output is a question to the learner, or what became of it: on paper its words are of use, not its input. */
export function isQuestion(output: Output): boolean {
  return 'data' in output && output.data[PREDICTION_MIME] !== undefined;
}

/** The piece, or none for what is empty; `context` is the caption of a table without a title. */
export function outputBlock(output: Output, numbers: Numbers, context = 'What the cell shows'): readonly Block[] {
  if (output.kind === 'stream') return textBlock(output.text, output.name === 'stderr');
  if (output.kind === 'error') return textBlock(`${output.name}: ${output.message}`, true);
  const { data } = output;
  const text = asText(data['text/plain']);
  if (isQuestion(output)) return textBlock(text, false);
  const [first = ''] = text.split('\n').filter((line) => line.trim() !== '');
  const svg = safeSvg(asText(data['image/svg+xml']));
  const png = base64(data['image/png']);
  if (svg !== undefined || png !== undefined) {
    const caption = first.trim() || 'A picture';
    return [{ kind: 'figure', number: ++numbers.figure, caption, alt: alternativeOf(data), text, svg, png }];
  }
  const html = asText(data['text/html']);
  const tables = html === '' ? [] : readTables(html);
  if (tables.length > 0) {
    const caption = captionOf(html) || (!plainTable(text) && first.trim()) || context;
    return [{ kind: 'table', number: ++numbers.table, caption, html: safeHtml(html), tables }];
  }
  return textBlock(text || `(${Object.keys(data).join(', ')})`, false);
}

function textBlock(text: string, isError: boolean): readonly Block[] {
  return text.trim() === '' ? [] : [{ kind: 'text', text: text.trimEnd(), isError }];
}

/** Bytes in base64 without line ends; undefined when `value` is anything else, which a reader of pictures may take for a path. */
function base64(value: unknown): string | undefined {
  const text = asText(value).replace(/\s+/g, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? text : undefined;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
