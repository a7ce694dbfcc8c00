/** What programs of a shell read. */
import { decodeUtf8, encodeLatin1 } from '../packet';

/** just-bash passes bytes, one a character. */
export function decode(stdin: unknown): string {
  return decodeUtf8(encodeLatin1(String(stdin ?? '')));
}
