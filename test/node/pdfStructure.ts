/** A PDF's structure tree as a reader's software finds it, and what stands outside of it. */
import { inflateSync } from 'node:zlib';

/** An element, with what is in it. */
export interface Element {
  readonly type: string;
  readonly alt?: string;
  readonly scope?: string;
  readonly children: readonly Element[];
  /** Pieces of pages that belong to it. */
  readonly pieces: number;
}

/** Reads a PDF whose objects are not packed into streams. */
export function readPdf(bytes: Uint8Array) {
  const file = Buffer.from(bytes).toString('latin1');
  const objects = new Map(
    [...file.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj/gm)].map(([, number = '', body = '']) => [number, body]),
  );
  const root = [...objects.values()].find((body) => body.includes('/Type /StructTreeRoot')) ?? '';
  const read = (number: string): Element => {
    const body = objects.get(number) ?? '';
    const list = /\/K \[([^\]]*)\]/.exec(body)?.[1] ?? '';
    const alt = textOf(/\/Alt \(((?:\\[\s\S]|[^\\)])*)\)/.exec(body)?.[1]);
    const scope = /\/Scope \/(\w+)/.exec(body)?.[1];
    const loose = list.replace(/<<[\s\S]*?>>/g, ' ');
    const references = [...loose.matchAll(/(\d+) 0 R/g)].map(([, child = '']) => child);
    const marks = loose.replace(/\d+ 0 R/g, '').match(/\d+/g) ?? [];
    return {
      type: /\/S \/(\w+)/.exec(body)?.[1] ?? '?',
      ...(alt !== undefined && { alt }),
      ...(scope !== undefined && { scope }),
      children: references.map(read),
      pieces: marks.length + (list.match(/\/MCID/g) ?? []).length,
    };
  };
  const top = [...(/\/K \[([^\]]*)\]/.exec(root)?.[1] ?? '').matchAll(/(\d+) 0 R/g)].map(([, child = '']) => child);
  const catalog = [...objects.values()].find((body) => body.includes('/Type /Catalog')) ?? '';
  return { file, catalog, tree: top.map(read), unmarked: unmarkedText(file) };
}

/** All elements below `elements`, and themselves, in the order in which they are read. */
export function allElements(elements: readonly Element[]): readonly Element[] {
  return elements.flatMap((element) => [element, ...allElements(element.children)]);
}

function textOf(escaped: string | undefined): string | undefined {
  if (escaped === undefined) return undefined;
  const bytes = Buffer.from(
    escaped.replace(/\\([\s\S])/g, (_, mark: string) => ESCAPES[mark] ?? mark),
    'latin1',
  );
  return bytes[0] === 0xfe ? Buffer.from(bytes.subarray(2)).swap16().toString('utf16le') : bytes.toString('latin1');
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** How many stretches of text no element and no artifact holds. */
function unmarkedText(file: string): number {
  let count = 0;
  for (const [, stream = ''] of file.matchAll(/stream\n([\s\S]*?)\nendstream/g)) {
    let content: string;
    try {
      content = inflateSync(Buffer.from(stream, 'latin1')).toString('latin1');
    } catch {
      continue;
    }
    if (!/^BT$/m.test(content)) continue;
    let depth = 0;
    for (const line of content.split('\n')) {
      if (/ B[DM]C$/.test(line)) depth++;
      else if (line === 'EMC') depth--;
      else if (line === 'BT' && depth === 0) count++;
    }
  }
  return count;
}
