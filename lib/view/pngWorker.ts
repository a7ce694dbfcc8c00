/** What the PNG worker does: SVG to PNG by resvg (WebAssembly), in the bundled fonts. */
import { readFileSync } from 'node:fs';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { fontFaces, fontFile } from './font';
import { element, group, svgDocument, textLine } from './svg';

export interface PngRequest {
  /** Without one a sample is drawn, so that the compiler has seen what pictures need. */
  readonly svg?: string;
  readonly scale: number;
}

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

/** Rows of bars and text, as in the pictures to come. */
function sample(): string {
  const row = (index: number) => {
    const weight = index % 2 === 0 ? 'bold' : 'normal';
    const style = { family: index % 3 === 0 ? 'mono' : 'sans', size: 12, weight, fill: '#123' } as const;
    return group([
      element('rect', { x: 300, y: 24 * index, width: 20 * index, height: 12, fill: '#48c' }),
      element('path', { d: `M300,${24 * index}q40,20 80,0`, stroke: '#c84', fill: 'none', 'stroke-dasharray': '4 2' }),
      textLine(10, 24 * index, `FORWARD ${index} -i docker0 ! -o docker0 ACCEPT 0123456789`, style),
    ]);
  };
  const body = Array.from({ length: 20 }, (_, index) => row(index));
  return svgDocument({ width: 720, height: 480, background: '#fff', title: 'Sample', alt: 'Sample', body });
}

export async function answer({ svg, scale }: PngRequest): Promise<Uint8Array> {
  await ready;
  return render(svg ?? sample(), scale);
}
