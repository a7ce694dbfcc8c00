/** What the PNG worker does: SVG to PNG by resvg (WebAssembly), in the bundled fonts. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { fontFaces, fontFile } from './font';

export interface PngRequest {
  readonly svg: string;
  readonly scale: number;
}

// Some ten pictures a process do not repay the optimizing compiler: half of the processor's time went into it.
setFlagsFromString('--liftoff-only');
const ready = initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
const fonts = fontFaces.map(fontFile);

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

/** `undefined` asks only that all be loaded. */
export async function answer(request: PngRequest | undefined): Promise<Uint8Array> {
  await ready;
  return request ? render(request.svg, request.scale) : new Uint8Array();
}
