/**
 * A window in which plotly.js can draw without a browser: jsdom, plus what jsdom lacks and plotly asks for: the extents of
 * text and shapes. Text is measured with the bundled fonts. Nothing outside this window is touched.
 * Not modelled: WebGL, maps, images drawn on a canvas, rotation in extents.
 */
import type { DOMWindow } from 'jsdom';
import type { Font } from '../view/draw/font';
import { lineExtent, textWidth } from '../view/draw/fontMetrics';
import { quickLookup } from './plotlyLookup';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What this file needs of a DOM element; there is no DOM library in this project. */
interface DomElement {
  readonly tagName: string;
  readonly textContent: string | null;
  readonly children: ArrayLike<DomElement>;
  readonly parentElement: DomElement | null;
  readonly style?: {
    readonly fontFamily: string;
    readonly fontSize: string;
    readonly fontWeight: string;
    readonly display: string;
  };
  getAttribute(name: string): string | null;
}

const nothing: Box = { x: 0, y: 0, width: 0, height: 0 };

function union(boxes: readonly Box[]): Box {
  const visible = boxes.filter(({ width, height }) => width > 0 || height > 0);
  if (visible.length === 0) return nothing;
  const x = Math.min(...visible.map((box) => box.x));
  const y = Math.min(...visible.map((box) => box.y));
  const right = Math.max(...visible.map((box) => box.x + box.width));
  const bottom = Math.max(...visible.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** A property that text inherits: from the style or the attribute of the element or the nearest ancestor. */
function inherited(element: DomElement, style: 'fontFamily' | 'fontSize' | 'fontWeight', attribute: string): string {
  for (let at: DomElement | null = element; at; at = at.parentElement) {
    const value = at.style?.[style] || at.getAttribute(attribute);
    if (value) return value;
  }
  return '';
}

function fontOf(element: DomElement): Font {
  const weight = inherited(element, 'fontWeight', 'font-weight');
  return {
    family: /mono|courier|cousine/i.test(inherited(element, 'fontFamily', 'font-family')) ? 'mono' : 'sans',
    size: Number.parseFloat(inherited(element, 'fontSize', 'font-size')) || 12,
    weight: weight === 'bold' || Number(weight) >= 600 ? 'bold' : 'normal',
  };
}

/** Width of an element's text, of which parts may be bold or smaller. */
function runWidth(element: DomElement): number {
  if (element.children.length === 0) return textWidth(element.textContent ?? '', fontOf(element));
  const inner = Array.from(element.children, runWidth).reduce((sum, width) => sum + width, 0);
  const covered = Array.from(element.children, (child) => child.textContent ?? '').join('').length;
  const own = (element.textContent ?? '').length - covered;
  return inner + (own > 0 ? textWidth('n'.repeat(own), fontOf(element)) : 0);
}

const number = (element: DomElement, name: string): number => Number.parseFloat(element.getAttribute(name) ?? '') || 0;

function textBox(element: DomElement): Box {
  const font = fontOf(element);
  const lines = Array.from(element.children).filter((child) =>
    /(^| )line( |$)/.test(child.getAttribute('class') ?? ''),
  );
  const widths = lines.length > 0 ? lines.map(runWidth) : [runWidth(element)];
  const width = Math.max(...widths);
  if (width === 0) return nothing;
  const { ascent, descent } = lineExtent(font);
  const last = lines.at(-1)?.getAttribute('dy') ?? '0';
  const further = last.endsWith('em') ? Number.parseFloat(last) * font.size : 0;
  const anchor = element.getAttribute('text-anchor');
  const shift = anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0;
  return {
    x: number(element, 'x') - shift,
    y: number(element, 'y') - ascent,
    width,
    height: ascent + descent + further,
  };
}

/** Extent of the points in a path's absolute commands. */
function pathBox(element: DomElement): Box {
  let [x, y] = [0, 0];
  const boxes: Box[] = [];
  for (const [, command, rest] of (element.getAttribute('d') ?? '').matchAll(/([MLHVCQSTA])([^A-Za-z]*)/g)) {
    const values = (rest!.match(/-?\d*\.?\d+(?:e-?\d+)?/g) ?? []).map(Number);
    if (command === 'H') x = values.at(-1) ?? x;
    else if (command === 'V') y = values.at(-1) ?? y;
    else [x, y] = [values.at(-2) ?? x, values.at(-1) ?? y];
    boxes.push({ x, y, width: 1e-9, height: 1e-9 });
  }
  return union(boxes);
}

function translation(element: DomElement): readonly [number, number] {
  const match = /translate\(\s*(-?[\d.]+)(?:[\s,]+(-?[\d.]+))?/.exec(element.getAttribute('transform') ?? '');
  return [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
}

function boundingBox(element: DomElement): Box {
  if (element.style?.display === 'none') return nothing;
  switch (element.tagName.toLowerCase()) {
    case 'text':
      return textBox(element);
    case 'tspan':
      return { ...nothing, width: runWidth(element), height: fontOf(element).size };
    case 'rect':
    case 'image':
      return {
        x: number(element, 'x'),
        y: number(element, 'y'),
        width: number(element, 'width'),
        height: number(element, 'height'),
      };
    case 'path':
      return pathBox(element);
    case 'circle': {
      const radius = number(element, 'r');
      return {
        x: number(element, 'cx') - radius,
        y: number(element, 'cy') - radius,
        width: 2 * radius,
        height: 2 * radius,
      };
    }
    case 'defs':
    case 'clippath':
      return nothing;
    default:
      return union(
        Array.from(element.children, (child) => {
          const [dx, dy] = translation(child);
          const box = boundingBox(child);
          return { ...box, x: box.x + dx, y: box.y + dy };
        }),
      );
  }
}

/** A number generator for a window's Math.random: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface PlotlyDom {
  readonly window: DOMWindow;
  /** Makes everything random in the window repeatable from here on. */
  seed(seed: number): void;
}

/** Opens the window. Takes about 0.2 s, most of it for loading jsdom. */
export function createPlotlyDom(): PlotlyDom {
  const { JSDOM } = require('jsdom') as typeof import('jsdom');
  const { window } = new JSDOM('<!doctype html><body></body>', { runScripts: 'outside-only', pretendToBeVisual: true });
  const define = (prototype: object, members: Readonly<Record<string, unknown>>): void => {
    for (const [name, value] of Object.entries(members)) {
      Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
    }
  };
  define(window.SVGElement.prototype, {
    getBBox(this: DomElement) {
      return boundingBox(this);
    },
    getBoundingClientRect(this: DomElement) {
      const box = boundingBox(this);
      return { ...box, left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
    },
    getComputedTextLength(this: DomElement) {
      return runWidth(this);
    },
    getTotalLength: () => 0,
    getPointAtLength: () => ({ x: 0, y: 0 }),
  });
  define(window.Element.prototype, { ...quickLookup(window.Element.prototype) });
  define(window.HTMLCanvasElement.prototype, { getContext: () => null });
  define(window.URL, { createObjectURL: () => '' });
  // Plotly asks for what it has set itself; there are no style sheets. Its blobs are for map workers.
  define(window, { getComputedStyle: ({ style }: DomElement) => style, Blob: class {} });
  return { window, seed: (seed) => define(window.Math, { random: seeded(seed) }) };
}
