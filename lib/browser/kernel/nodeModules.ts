/** What cells may import of Node's modules: the parts of `fs`, `path` and `util` that work over the files of a page. */
import { Buffer } from 'buffer/';
import { format, formatWithOptions, inspect } from 'node-inspect-extracted';
import path from 'path-browserify';
import type { TabFiles } from './tabPlatform';

/** `fs`, `path`, `util` and `buffer` over `files`, by name. */
export function nodeModules(files: TabFiles): ReadonlyMap<string, object> {
  const modules: [string, object][] = [
    ['fs', fs(files)],
    ['path', path],
    ['util', { inspect, format, formatWithOptions, TextDecoder, TextEncoder }],
    ['buffer', { Buffer }],
  ];
  return new Map(modules.flatMap(([name, module]) => [name, `node:${name}`].map((one) => [one, module] as const)));
}

/** An error as Node's file system throws it. */
class FileError extends Error {
  readonly errno = -2;
  readonly code = 'ENOENT';

  constructor(
    readonly syscall: string,
    readonly path: string,
  ) {
    super(`ENOENT: no such file or directory, ${syscall} '${path}'`);
  }
}

type Encoding = string | { readonly encoding?: string | null } | null;

function fs(files: TabFiles): object {
  const readFileSync = (path: string, encoding?: Encoding): unknown => {
    const content = files.get(path);
    if (content === undefined) throw new FileError('open', path);
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    const name = typeof encoding === 'string' ? encoding : encoding?.encoding;
    return name == null ? bytes : bytes.toString(name as 'utf8');
  };
  const readdirSync = (path: string): readonly string[] => {
    const names = files.list(path);
    if (names === undefined) throw new FileError('scandir', path);
    return names;
  };
  const statSync = (path: string): object => {
    const content = files.get(path);
    if (content === undefined && files.list(path) === undefined) throw new FileError('stat', path);
    return {
      isFile: () => content !== undefined,
      isDirectory: () => content === undefined,
      size: content?.length ?? 0,
    };
  };
  return {
    readFileSync,
    readdirSync,
    statSync,
    existsSync: (path: string) => files.get(path) !== undefined || files.list(path) !== undefined,
    writeFileSync: (path: string, content: string | Uint8Array) => files.set(path, content),
    mkdirSync: () => {},
    promises: {
      readFile: async (path: string, encoding?: Encoding) => readFileSync(path, encoding),
      readdir: async (path: string) => readdirSync(path),
      writeFile: async (path: string, content: string | Uint8Array) => files.set(path, content),
    },
  };
}
