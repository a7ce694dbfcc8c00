/** The dumps of a host that the command line names: files, or standard input for `-`. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dump, DumpError, type LoadedHost, loadHost } from '../../host';
import { UsageError } from '../command';
import { reasonOf } from './sessionFile';

/** In bytes: what is more is not read into memory. */
const LIMIT = 100 * 1024 * 1024;

/** Throws a `UsageError` for a file that cannot be read, and for a dump that cannot be used. */
export async function loadHostFiles(files: readonly string[]): Promise<LoadedHost> {
  const dumps: Dump[] = [];
  for (const file of files) dumps.push(await readDump(file));
  try {
    return loadHost(dumps);
  } catch (error) {
    if (!(error instanceof DumpError)) throw error;
    throw new UsageError(error.message);
  }
}

/** A host whose dumps are one file, or all files of a folder. Throws a `UsageError`. */
export async function loadHostPath(path: string): Promise<LoadedHost> {
  return loadHostFiles(await dumpsOf(path));
}

async function dumpsOf(path: string): Promise<readonly string[]> {
  if (path === '-' || !(await isFolder(path))) return [path];
  const files: string[] = [];
  for (const name of (await readdir(path)).sort())
    if (!(await isFolder(join(path, name)))) files.push(join(path, name));
  if (files.length === 0) throw new UsageError(`there are no dumps in ${path}`);
  return files;
}

/**
 * The hosts that paths lead to: a file is one, of a folder each file and each folder of dumps, unless the folder itself is one. Throws a
 * `UsageError` for a path that there is not.
 */
export async function hostsOf(paths: readonly string[], isHost: boolean): Promise<readonly string[]> {
  const hosts: string[] = [];
  for (const path of paths) {
    if (isHost || path === '-' || !(await isFolder(path))) hosts.push(path);
    else {
      const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
      if (names.length === 0) throw new UsageError(`there are no hosts in ${path}`);
      hosts.push(...names.map((name) => join(path, name)));
    }
  }
  return hosts;
}

/** Whether it is a folder that can be looked into. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function readDump(file: string): Promise<Dump> {
  const name = file === '-' ? 'standard input' : file;
  const bytes = await (file === '-' ? readStandardInput() : readFile(file)).catch((error: unknown) => {
    throw new UsageError(`cannot read ${file}: ${reasonOf(error)}`);
  });
  if (bytes.length > LIMIT) throw new UsageError(`${name} is too much to read: dumps of up to 100 MB are read`);
  // Windows' editors and shells write UTF-16.
  const mark = bytes.toString('hex', 0, 2);
  const text = mark === 'fffe' ? bytes.toString('utf16le') : bytes.toString('utf8');
  return { name, text };
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > LIMIT) break;
  }
  return Buffer.concat(chunks);
}
