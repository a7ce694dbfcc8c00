/**
 * The workers of a page, and the files that they read. Pages on a server start modules that load their parts when needed. A page opened
 * as a file may load neither modules nor files: there each program is a script that defines it as a function, whose text becomes a
 * worker; and the files are such a script, too.
 */
import type { DataPack } from './kernel/protocol';

/** The programs that run as workers: their files in the site's assets. */
export type ProgramName = 'kernel' | 'machines' | 'types';

/** Files that pages read as a whole: those of the data, the declarations that the editor knows, and what a search looks through. */
export type PackName = 'data' | 'declarations' | 'search';

/** What the scripts of pages opened as files define, by name. */
interface Loaded {
  chainwalkPrograms?: Record<string, unknown>;
}

/** Why a worker cannot be started; the message is a sentence. */
export class ProgramError extends Error {
  readonly code = 'ERR_PROGRAM';
}

const isFile = location.protocol === 'file:';

/** Starts the worker `name`. Rejects with a ProgramError where the browser has no workers, or the program cannot be loaded. */
export async function startWorker(name: ProgramName): Promise<Worker> {
  if (typeof Worker === 'undefined')
    throw new ProgramError('This browser runs no workers, so nothing can run in this page.');
  if (!isFile) return new Worker(assetUrl(`${name}.js`), { type: 'module', name });
  const program = await loadScript(name);
  const url = URL.createObjectURL(new Blob([`(${String(program)})()`], { type: 'text/javascript' }));
  return new Worker(url, { name });
}

/** The files of a pack by path, or the address that a worker reads them from. Rejects with a ProgramError if it is missing. */
export async function packOf(name: PackName): Promise<DataPack | string> {
  return isFile ? ((await loadScript(name)) as DataPack) : assetUrl(`${name}.json`);
}

/** What a pack holds. Rejects with a ProgramError if it is missing. */
export async function readPack(name: PackName): Promise<unknown> {
  if (isFile) return loadScript(name);
  const address = assetUrl(`${name}.json`);
  const answer = await fetch(address).catch(() => undefined);
  if (!answer?.ok) throw new ProgramError(`A part of this page is missing: ${address}.`);
  return answer.json();
}

/** The files that cells and machines read. */
export function dataPack(): Promise<DataPack | string> {
  return packOf('data');
}

/** The address of a file of the site's assets; the page's `data-assets` says where they lie, relative to it. */
export function assetUrl(file: string): string {
  return new URL(`${document.documentElement.dataset.assets ?? 'assets'}/${file}`, location.href).href;
}

/** The nonce by which the page's policy knows scripts of its own. */
export function pageNonce(): string {
  return document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
}

/** What the script `assets/file/NAME.js` defines. The policy of the page lets it run by the nonce of the page's own scripts. */
async function loadScript(name: string): Promise<unknown> {
  const loaded = globalThis as Loaded;
  if (loaded.chainwalkPrograms?.[name] === undefined) {
    const script = document.createElement('script');
    script.src = assetUrl(`file/${name}.js`);
    script.nonce = pageNonce();
    await new Promise<void>((resolve, reject) => {
      script.addEventListener('load', () => resolve());
      script.addEventListener('error', () =>
        reject(new ProgramError(`A part of this page is missing: assets/file/${name}.js.`)),
      );
      document.head.append(script);
    });
  }
  return loaded.chainwalkPrograms?.[name];
}
