/** A link that carries edits behind its `#`: their JSON, deflated, as base64 for URLs. Nothing of it goes to a server. */
import { deflateSync, Inflate } from 'fflate';
import { encodeUtf8 } from '../../packet/text';
import { encodeBase64 } from '../../view/figure/base64';
import { type EditRecord, editJson, LINK_MARK, parseEdits } from './edits';

/** Characters of a link that browsers and mails still carry, and bytes that its edits may unpack to. */
const LINK_LIMIT = 100_000;
const UNPACKED_LIMIT = 2_000_000;

/** A link that cannot be made or read; the message is a sentence. */
export class LinkError extends Error {
  readonly code = 'ERR_LINK';
}

/** The hash of an address that carries `record`. Throws LinkError when it would be too long. */
export function hashOf(record: EditRecord): string {
  const packed = encodeBase64(deflateSync(encodeUtf8(editJson(record)), { level: 9 }));
  const hash = LINK_MARK + packed.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  if (hash.length > LINK_LIMIT)
    throw new LinkError('These edits are too long for a link: download the notebook and send the file.');
  return hash;
}

/** The edits in the hash of an address. Throws LinkError. */
export function editsIn(hash: string): EditRecord {
  if (hash.length > LINK_LIMIT)
    throw new LinkError('The link is too long to be one of this page: nothing was changed.');
  const record = parseEdits(unpack(hash.slice(LINK_MARK.length)) ?? '');
  if (record === undefined) throw new LinkError('The edits in this link are damaged: nothing was changed.');
  return record;
}

/** The text in `packed`; undefined when it is damaged, or longer than any edits are. */
function unpack(packed: string): string | undefined {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let isWhole = false;
  try {
    const digits = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const inflate = new Inflate((piece, isFinal) => {
      size += piece.length;
      if (size > UNPACKED_LIMIT) throw new RangeError('too long');
      pieces.push(piece);
      isWhole = isFinal;
    });
    const bytes = Uint8Array.from(digits, (digit) => digit.charCodeAt(0));
    // Bit by bit, so that a link that unpacks to far more is left in time.
    for (let at = 0; at < bytes.length; at += 1024)
      inflate.push(bytes.subarray(at, at + 1024), at + 1024 >= bytes.length);
    const text = new Uint8Array(size);
    pieces.reduce((at, piece) => {
      text.set(piece, at);
      return at + piece.length;
    }, 0);
    return isWhole ? new TextDecoder('utf-8', { fatal: true }).decode(text) : undefined;
  } catch {
    return undefined;
  }
}
