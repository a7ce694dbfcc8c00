/** A file that is written while others read it: what is added is there at once. Linux: generic_perform_write, mm/filemap.c. */
import { bytesOfText, type FileNode, type FileTree, Pipe } from '../machine';
import { decodeLatin1, decodeUtf8, encodeLatin1, encodeUtf8 } from '../packet';

interface GrowingFile {
  readonly node: FileNode;
  add(bytes: string, now: number): void;
}

/** By the node that stands in the tree. */
const growing = new WeakMap<object, GrowingFile>();

/** A node whose content is put together when somebody asks for it: a file of megabytes grows by many small pieces. */
function grow(from: FileNode): GrowingFile {
  const { mode } = from;
  let whole = { content: from.content, bytes: from.bytes };
  let added: string[] = [];
  let modifiedAt = from.modifiedAt;
  const join = () => {
    if (added.length === 0) return whole;
    const before = whole.bytes === undefined ? bytesOfText(whole.content) : decodeLatin1(whole.bytes);
    whole = textOfBytes([before, ...added].join(''));
    added = [];
    return whole;
  };
  const node = {
    kind: 'file' as const,
    ...(mode === undefined ? {} : { mode }),
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
function textOfBytes(text: string): { content: string; bytes: Uint8Array | undefined } {
  const bytes = encodeLatin1(text);
  const content = decodeUtf8(bytes);
  const again = encodeUtf8(content);
  const isText = again.length === bytes.length && again.every((byte, at) => byte === bytes[at]);
  return { content, bytes: isText ? undefined : bytes };
}

/**
 * What is written to it is added to the file at a path that is there already. A file that was renamed or removed meanwhile is
 * still the one; what took its place by truncating it is added to.
 */
export function fileWriter(files: FileTree, path: string, now: () => number): Pipe {
  let file: GrowingFile | undefined;
  const current = (): GrowingFile => {
    const there = files.get(path);
    if (there === undefined || there === file?.node) return file ?? grow(EMPTY);
    const known = growing.get(there);
    if (known !== undefined) return known;
    const made = grow(there);
    files.put(path, made.node);
    return made;
  };
  file = current();
  const pipe = new Pipe();
  pipe.subscribe(() => {
    const bytes = pipe.readAll();
    if (bytes === '') return;
    file = current();
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
