/** What the PNG worker does: SVG to PNG by resvg (WebAssembly), in the bundled fonts. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { FONT_FACES, fontFile } from './fontFiles';

/** An SVG to be drawn as PNG. */
export interface PngRequest {
  readonly svg: string;
  readonly scale: number;
}

// Some ten pictures a process do not repay the optimizing compiler: half of the processor's time went into it.
setFlagsFromString('--liftoff-only');
const ready = initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
const fonts = FONT_FACES.map(fontFile);

function render(svg: string, scale: number): Uint8Array {
  const font = {
    fontBuffers: fonts,
    defaultFontFamily: 'Arimo',
    sansSerifFamily: 'Arimo',
    monospaceFamily: 'Cousine',
  };
  const picture = new Resvg(svg, { fitTo: { mode: 'zoom', value: scale }, font });
  try {
    const image = picture.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    picture.free();
  }
}

/** A word in each font, so that what every picture needs is compiled. */
const SAMPLE = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${['Arimo', 'Cousine']
  .map((font) => `<text y="9" font-family="${font}">a<tspan font-weight="bold">b</tspan></text>`)
  .join('')}<path d="M0 0h3v3z" fill="none" stroke="red" stroke-dasharray="1"/></svg>`;

/** `undefined` asks only to be ready. */
export async function answer(request: PngRequest | undefined): Promise<Uint8Array> {
  await ready;
  return request ? render(request.svg, request.scale) : render(SAMPLE, 1);
}
