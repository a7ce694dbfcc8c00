import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeBase64 } from '../../../lib/view/figure/base64';

test('bytes are written in base64 as Node writes them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }),
  );
});
