/** Files that the reader's browser saves. */

/** Saves `content` as the file `name`. */
export function saveFile(name: string, content: string | Uint8Array | Blob, type: string): void {
  const url = fileUrl(content, type);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to save it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** An address of `content` in this page. */
export function fileUrl(content: string | Uint8Array | Blob, type: string): string {
  return URL.createObjectURL(content instanceof Blob ? content : new Blob([content as BlobPart], { type }));
}

/** A file name out of a title: `one-connection-one-hit`. */
export function fileName(title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return words.slice(0, 60).replace(/-$/, '') || 'picture';
}
