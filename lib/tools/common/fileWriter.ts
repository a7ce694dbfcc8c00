/** A file that is written while others read it: what is added is there at once. Linux: generic_perform_write, mm/filemap.c. */
import { bytesOfText, type FileNode, type FileTree, Pipe } from '../../machine';
import { decodeLatin1, decodeUtf8, encodeLatin1, encodeUtf8 } from '../../packet';

interface GrowingFile {
  readonly node: FileNode;
  add(bytes: string, now: number): void;
}

/** By the node that stands in the tree. */
const growing = new WeakMap<object, GrowingFile>();

/** A node whose content is put together when somebody asks for it: a file of megabytes grows by many small pieces. */
function grow(from: FileNode): GrowingFile {
  const { mode, uid, gid } = from;
  let whole: Pick<FileNode, 'content' | 'bytes'> = from;
  let added: string[] = [];
  let modifiedAt = from.modifiedAt;
  const join = () => {
    if (added.length === 0) return whole;
    const before = whole.bytes === undefined ? bytesOfText(whole.content) : decodeLatin1(whole.bytes);
    whole = textOf(encodeLatin1([before, ...added].join('')));
    added = [];
    return whole;
  };
  const node = {
    kind: 'file' as const,
    ...(mode === undefined ? {} : { mode }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    get content() {
      return join().content;
    },
    get bytes() {
      return join().bytes;
    },
    get modifiedAt() {
      return modifiedAt;
    },
    set modifiedAt(at: number) {
      modifiedAt = at;
    },
  };
  const made: GrowingFile = {
    node: node as FileNode,
    add: (bytes, now) => {
      added.push(bytes);
      modifiedAt = now;
    },
  };
  growing.set(made.node, made);
  return made;
}

/** As text where it is text, byte for byte where it is not. */
export function textOf(bytes: Uint8Array): Pick<FileNode, 'content' | 'bytes'> {
  const content = decodeUtf8(bytes);
  return areEqual(encodeUtf8(content), bytes) ? { content } : { content, bytes };
}

function areEqual(some: Uint8Array, others: Uint8Array): boolean {
  if (some.length !== others.length) return false;
  // No callback for each byte of a file of megabytes.
  for (let index = 0; index < some.length; index++) if (some[index] !== others[index]) return false;
  return true;
}

/** Adds bytes, one a character, to a file that is there. */
export function appendToFile(files: FileTree, path: string, bytes: string, now: number): void {
  growingAt(files, path)?.add(bytes, now);
}

/** The file at a path as one that grows; undefined if there is none. */
function growingAt(files: FileTree, path: string): GrowingFile | undefined {
  const there = files.get(path);
  if (there === undefined) return undefined;
  const known = growing.get(there);
  if (known !== undefined) return known;
  const made = grow(there);
  files.put(path, made.node);
  return made;
}

/**
 * What is written to it is added to the file at a path that is there already. A file that was renamed or removed meanwhile is
 * still the one; what took its place by truncating it is added to.
 */
export function fileWriter(files: FileTree, path: string, now: () => number): Pipe {
  let file = growingAt(files, path) ?? grow(EMPTY);
  const pipe = new Pipe();
  pipe.subscribe(() => {
    const bytes = pipe.readAll();
    if (bytes === '') return;
    file = growingAt(files, path) ?? file;
    file.add(bytes, now());
  });
  return pipe;
}

const EMPTY: FileNode = { kind: 'file', content: '', modifiedAt: 0 };

/** What is written to it is gone. */
export function discarding(): Pipe {
  const pipe = new Pipe();
  pipe.subscribe(() => pipe.readAll());
  return pipe;
}
