/** Rows of bytes. */

/** The bytes of one and then those of the other, as new ones. */
export function concatenate(one: Uint8Array, other: Uint8Array): Uint8Array {
  const joined = new Uint8Array(one.length + other.length);
  joined.set(one);
  joined.set(other, one.length);
  return joined;
}
