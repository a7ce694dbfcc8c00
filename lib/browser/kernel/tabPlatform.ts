/** The platform in a worker of a tab: files are those that came with the page and those that cells wrote; pictures are shown as SVG. */
import { encodeUtf8 } from '../../packet';
import type { MimeBundle, Platform } from '../../platform';
import type { DataPack } from './protocol';

/** What the platform is made of. */
export interface TabOptions {
  readonly files: TabFiles;
  readonly display: (bundle: MimeBundle) => void;
  /** Draws PNG once what draws it is loaded. */
  readonly drawPng?: (svg: string, scale: number) => Uint8Array;
}

/** The folder that a notebook runs in, as it does in a clone of the project. */
export const WORKING_FOLDER = '/lab/notebooks';
const ROOT = '/lab/';

/** The files that cells see. A path is as Node's: relative to the notebooks' folder, or absolute. */
export class TabFiles {
  readonly #files = new Map<string, string | Uint8Array>();
  readonly #onWrite: (path: string, bytes: Uint8Array) => void;

  constructor(data: DataPack, onWrite: (path: string, bytes: Uint8Array) => void) {
    for (const [path, text] of Object.entries(data)) this.#files.set(ROOT + path, text);
    this.#onWrite = onWrite;
  }

  /** The content of a file; undefined if there is none. */
  get(path: string): string | Uint8Array | undefined {
    return this.#files.get(absolutePath(path));
  }

  /** Names in a folder, sorted; undefined if there is no such folder. */
  list(path: string): readonly string[] | undefined {
    const folder = `${absolutePath(path).replace(/\/$/, '')}/`;
    const names = new Set<string>();
    for (const file of this.#files.keys())
      if (file.startsWith(folder)) names.add(file.slice(folder.length).split('/', 1)[0] ?? '');
    return names.size === 0 ? undefined : [...names].sort();
  }

  /** Writes a file; its folders need not exist. */
  set(path: string, content: string | Uint8Array): void {
    this.#files.set(absolutePath(path), content);
    this.#onWrite(path, typeof content === 'string' ? encodeUtf8(content) : content);
  }
}

/** `path` without `.` and `..`, from the notebooks' folder on. */
export function absolutePath(path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${WORKING_FOLDER}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The platform over `files`. */
export function tabPlatform({ files, display, drawPng }: TabOptions): Platform {
  return {
    readText: (path) => {
      const content = files.get(path);
      if (content === undefined) throw new Error(`there is no file ${path} in this page`);
      return typeof content === 'string' ? content : new TextDecoder().decode(content);
    },
    listFolder: (path) => {
      const names = files.list(path);
      if (names === undefined) throw new Error(`there is no folder ${path} in this page`);
      return names;
    },
    writeFile: (path, content) => files.set(path, content),
    drawPng: (svg, scale) => {
      if (drawPng === undefined) throw new Error('a page draws no PNG in a cell: save the picture with its own button');
      return drawPng(svg, scale);
    },
    drawPdf: () => {
      throw new Error('a page draws no PDF: save the picture as SVG or PNG, or print the page');
    },
    preload: () => {},
    showsPng: false,
    display,
  };
}
