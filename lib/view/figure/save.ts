/** Writes a picture or table to a file in the format that the file's ending names. */
import { platform } from '../../platform';

/** The formats something can be written in, by file ending (`.svg`). */
export type Formats = Readonly<Record<string, () => string | Uint8Array>>;

/** Throws a RangeError that names the possible endings if `path` has another one. Makes missing folders. */
export function saveAs(path: string, formats: Formats): void {
  const ending = /[^\\/](\.[^.\\/]*)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const write = Object.hasOwn(formats, ending) ? formats[ending] : undefined;
  if (!write) {
    const known = Object.keys(formats).join(' ');
    throw new RangeError(`cannot save as ${JSON.stringify(path)}: the file name has to end in one of ${known}`);
  }
  platform().writeFile(path, write());
}
