import { describe, expect, test } from 'vitest';
import { DecodeError, type TcpOptions, tcpOptionsLength } from '../../lib/packet';
import { decodeTcpOptions, encodeTcpOptions } from '../../lib/packet/tcpOptions';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const mss = { maximumSegmentSize: 1460 };
const timestamps = { timestamps: { value: 0x01020304, echo: 0xfffefdfc } };

const LAYOUTS: readonly (readonly [string, TcpOptions, string])[] = [
  ['none', {}, ''],
  [
    'a SYN of Linux',
    { ...mss, sackPermitted: true, ...timestamps, windowScale: 10 },
    '020405b4 0402080a 01020304 fffefdfc 0103030a',
  ],
  ['a later segment', timestamps, '0101080a 01020304 fffefdfc'],
  ['a SYN with tcp_timestamps=0', { ...mss, sackPermitted: true, windowScale: 10 }, '020405b4 01010402 0103030a'],
  ['a SYN with tcp_sack=0', { ...mss, ...timestamps, windowScale: 7 }, '020405b4 0101080a 01020304 fffefdfc 01030307'],
  [
    'an acknowledgement with data after a gap',
    {
      ...timestamps,
      selectiveAcks: [
        { start: 1, end: 2 },
        { start: 0xfffffff0, end: 8 },
      ],
    },
    '0101080a 01020304 fffefdfc 01010512 00000001 00000002 fffffff0 00000008',
  ],
  ['a SYN with neither, nor a window scale', mss, '020405b4'],
];

test.each(LAYOUTS)('%s: the options are laid out as tcp_options_write does', (_name, options, text) => {
  expect(hex(encodeTcpOptions(options))).toBe(text.replaceAll(' ', ''));
  expect(tcpOptionsLength(options)).toBe(bytes(text).length);
  expect(decodeTcpOptions(bytes(text))).toEqual(options);
});

describe('refused', () => {
  test.each([
    ['an unknown option', 'fd040000', 'DECODE_UNSUPPORTED', 'TCP option 253 is not modelled.'],
    ['the order of another system', '01030306 020405b4', 'DECODE_UNSUPPORTED', undefined],
    ['padding with end-of-options', '020405b4 00000000', 'DECODE_UNSUPPORTED', undefined],
    ['an option beyond the header', '01010108', 'DECODE_INCONSISTENT', 'TCP option 8 does not fit into its header.'],
    ['a length of zero', '02000000', 'DECODE_INCONSISTENT', 'TCP option 2 does not fit into its header.'],
    ['a length that the option never has', '02030001', 'DECODE_INCONSISTENT', 'TCP option 2 has 3 bytes instead of 4.'],
  ])('%s', (_name, text, code, message) => {
    const refusal = catchError(() => decodeTcpOptions(bytes(text)));
    expect(refusal).toBeInstanceOf(DecodeError);
    expect(refusal).toMatchObject(message === undefined ? { code } : { code, message });
  });
});

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
