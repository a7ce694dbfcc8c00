/** Stands for `node:zlib` in a browser: what just-bash's gzip, gunzip and zcat use of it. The compressed bytes are not zlib's. */
import * as fflate from 'fflate';

/** zlib.h */
export const constants = { Z_BEST_SPEED: 1, Z_BEST_COMPRESSION: 9, Z_DEFAULT_COMPRESSION: 6 };

export function gzipSync(bytes, { level = constants.Z_DEFAULT_COMPRESSION } = {}) {
  return fflate.gzipSync(bytes, { level });
}

/** Throws a RangeError if more than `maxOutputLength` bytes would come of it. */
export function gunzipSync(bytes, { maxOutputLength = Number.POSITIVE_INFINITY } = {}) {
  const parts = [];
  let length = 0;
  const reader = new fflate.Gunzip((part) => {
    length += part.length;
    if (length > maxOutputLength) throw new RangeError(`more than ${maxOutputLength} bytes`);
    parts.push(part);
  });
  reader.push(bytes, true);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
