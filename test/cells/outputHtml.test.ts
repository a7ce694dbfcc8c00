/** Outputs as HTML: the richest form that needs no script, and nothing of others' that runs. */
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import type { Output } from '../../lib/cells/output';
import { alternativeOf, outputHtml } from '../../lib/cells/outputHtml';

const HOSTILE = '</pre><script>alert(1)</script>"';
const read = (output: Output): HTMLElement => new JSDOM(outputHtml(output).markup).window.document.body;
const shown = (data: Readonly<Record<string, unknown>>): HTMLElement =>
  read({ kind: 'display_data', data, metadata: {} });
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><title>One</title><desc>Two &amp; three</desc></svg>';

describe('what is printed', () => {
  test.each(['stdout', 'stderr'] as const)('to %s is text, with the length of its longest line', (name) => {
    const pre = read({ kind: 'stream', name, text: `ab\n${HOSTILE}\n` }).querySelector('pre');
    expect([pre?.textContent, pre?.className]).toEqual([`ab\n${HOSTILE}\n`, `stream ${name}`]);
    expect(pre?.getAttribute('style')).toBe(`--columns: ${HOSTILE.length}`);
    expect(read({ kind: 'stream', name, text: '' }).querySelector('pre')?.getAttribute('style')).toBe('--columns: 1');
  });

  test('of an error is its name and message, as what goes to stderr', () => {
    const body = read({ kind: 'error', name: 'TypeError', message: HOSTILE, traceback: ['secret'] });
    expect([body.textContent, body.querySelector('pre')?.className]).toEqual([
      `TypeError: ${HOSTILE}`,
      'stream stderr',
    ]);
  });
});

describe('what is shown', () => {
  test('as a picture, with its words for those who do not see it, and the same as text folded', () => {
    const body = shown({ 'image/svg+xml': SVG, 'text/plain': 'A | B', 'text/html': '<b>no</b>' });
    const image = body.querySelector('figure img');
    expect(image?.getAttribute('alt')).toBe('One\nTwo & three');
    expect(image?.getAttribute('src')).toBe(`data:image/svg+xml;base64,${Buffer.from(SVG).toString('base64')}`);
    expect(body.querySelector('details pre')?.textContent).toBe('A | B');
    expect([body.querySelector('b'), body.querySelector('.live')]).toEqual([null, null]);
    expect(shown({ 'image/svg+xml': SVG }).querySelector('details')).toBeNull();
    for (const mime of ['image/png', 'image/jpeg'])
      expect(
        shown({ [mime]: ' AAAA\n' })
          .querySelector('img')
          ?.getAttribute('src'),
      ).toBe(`data:${mime};base64,AAAA`);
  });

  test('as a live chart, whose data cannot end their element', () => {
    const chart = { data: [HOSTILE] };
    const body = shown({ 'application/vnd.plotly.v1+json': chart, 'image/svg+xml': SVG, 'text/plain': 'x' });
    const scripts = [...body.querySelectorAll('script')];
    expect(scripts.map((one) => one.getAttribute('type'))).toEqual(['application/json']);
    expect(JSON.parse(scripts[0]?.textContent ?? '')).toEqual(chart);
    expect(body.querySelector('figure.live img')).not.toBeNull();
  });

  test('as a widget, with what needs no script in its place', () => {
    const mime = 'application/vnd.chainwalk.steps.v1+json';
    const body = shown({ [mime]: { a: HOSTILE }, 'text/plain': 'plain' });
    const widget = body.querySelector('.widget');
    expect(widget?.getAttribute('data-mime')).toBe(mime);
    expect(JSON.parse(widget?.querySelector('script')?.textContent ?? '')).toEqual({ a: HOSTILE });
    expect(widget?.querySelector('.plain')?.textContent).toBe('plain');
  });

  test('as markup where there is no picture, else as text, else by what it is', () => {
    expect(shown({ 'text/html': '<b>yes</b>', 'text/plain': 'no' }).querySelector('.scroll b')?.textContent).toBe(
      'yes',
    );
    expect(shown({ 'text/plain': HOSTILE }).querySelector('pre.stdout')?.textContent).toBe(HOSTILE);
    expect(shown({ 'application/json': { a: 1 } }).textContent).toBe('{\n  "a": 1\n}');
    expect(shown({ 'application/pdf': 'JVBER' }).textContent).toBe('(application/pdf)');
    expect(shown({}).textContent).toBe('(nothing)');
  });
});

test.each([
  [{ 'image/svg+xml': SVG }, 'One\nTwo & three'],
  // A description that begins with the title says it already.
  [{ 'image/svg+xml': '<svg><title>One</title><desc>One\nand more</desc></svg>' }, 'One\nand more'],
  [{ 'image/svg+xml': '<svg><title>One</title></svg>', 'text/plain': 'text' }, 'One'],
  [{ 'text/plain': '\n  \n first \nsecond' }, 'first'],
  [{}, 'A picture'],
])('%j is told as %j', (data, words) => {
  expect(alternativeOf(data)).toBe(words);
});
