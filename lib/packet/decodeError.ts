/** Why bytes cannot be read as a packet. */

/**
 * `DECODE_TRUNCATED`: the bytes end too early. `DECODE_INCONSISTENT`: a field contradicts another, or its own protocol.
 * `DECODE_CHECKSUM`: a checksum is wrong. `DECODE_UNSUPPORTED`: valid as far as it was read, but not modelled.
 */
export type DecodeErrorCode = 'DECODE_TRUNCATED' | 'DECODE_INCONSISTENT' | 'DECODE_CHECKSUM' | 'DECODE_UNSUPPORTED';

/**
 * Bytes that are no frame or packet that can be represented; the message is one sentence that says why.
 *
 * @example
 * ```ts
 * import { DecodeError, decodeFrame } from 'chainwalk/packet';
 *
 * let code: string | undefined;
 * try {
 *   decodeFrame(new Uint8Array(4));
 * } catch (error) {
 *   if (error instanceof DecodeError) code = error.code;
 * }
 * code; // → 'DECODE_TRUNCATED'
 * ```
 */
export class DecodeError extends Error {
  /** Says why, in one sentence. */
  constructor(
    /** What kind of problem it is. */
    readonly code: DecodeErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'DecodeError';
  }
}

/** Throws `DECODE_TRUNCATED` unless `there` bytes are enough for the `needed` bytes of `what`. */
export function requireLength(what: string, needed: number, there: number): void {
  if (there < needed)
    throw new DecodeError('DECODE_TRUNCATED', `${what} takes ${needed} bytes, but there are only ${there}.`);
}

/** Throws `DECODE_INCONSISTENT` with the message unless the condition holds. */
export function requireConsistent(holds: boolean, message: string): asserts holds {
  if (!holds) throw new DecodeError('DECODE_INCONSISTENT', message);
}

/** Throws `DECODE_UNSUPPORTED` unless the condition holds; `what` is a plural: "IPv4 fragments". */
export function requireModelled(holds: boolean, what: string): void {
  if (!holds) throw new DecodeError('DECODE_UNSUPPORTED', `${what} are not modelled.`);
}
