/** A link that carries edits behind its `#`: their JSON, deflated, as base64 for URLs. Nothing of it goes to a server. */
import { packText, unpackText } from '../../view/figure/packedText';
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
  const packed = packText(editJson(record));
  const hash = LINK_MARK + packed.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  if (hash.length > LINK_LIMIT)
    throw new LinkError('These edits are too long for a link: download the notebook and send the file.');
  return hash;
}

/** The edits in the hash of an address. Throws LinkError. */
export function editsIn(hash: string): EditRecord {
  if (hash.length > LINK_LIMIT)
    throw new LinkError('The link is too long to be one of this page: nothing was changed.');
  const digits = hash.slice(LINK_MARK.length).replaceAll('-', '+').replaceAll('_', '/');
  const record = parseEdits(unpackText(digits, UNPACKED_LIMIT) ?? '');
  if (record === undefined) throw new LinkError('The edits in this link are damaged: nothing was changed.');
  return record;
}
