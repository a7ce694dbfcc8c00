/** A pcapng file's bytes, read again here by the draft's block and option layout. */
import { expect, test } from 'vitest';
import { encodePcapng, type PcapngFile } from '../../lib/packet';

interface Block {
  readonly type: number;
  readonly body: DataView;
  readonly options: readonly { readonly code: number; readonly value: Uint8Array }[];
}

/** Lengths of what comes before a block's options. */
const FIXED: Readonly<Record<number, (body: DataView) => number>> = {
  168627466: () => 16,
  1: () => 8,
  6: (body) => 20 + Math.ceil(body.getUint32(12, true) / 4) * 4,
};

function readBlocks(file: Uint8Array): readonly Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < file.length; ) {
    const view = new DataView(file.buffer, file.byteOffset + at);
    const length = view.getUint32(4, true);
    expect(length % 4).toBe(0);
    expect(view.getUint32(length - 4, true)).toBe(length);
    const type = view.getUint32(0, true);
    const body = new DataView(file.buffer, file.byteOffset + at + 8, length - 12);
    const options: { code: number; value: Uint8Array }[] = [];
    for (let next = FIXED[type]!(body); ; ) {
      const code = body.getUint16(next, true);
      const size = body.getUint16(next + 2, true);
      if (code === 0) break;
      options.push({ code, value: new Uint8Array(body.buffer, body.byteOffset + next + 4, size) });
      next += 4 + Math.ceil(size / 4) * 4;
    }
    blocks.push({ type, body, options });
    at += length;
  }
  return blocks;
}

const text = (value: Uint8Array | undefined) => new TextDecoder().decode(value);

const FILE: PcapngFile = {
  application: 'test',
  comment: 'one of each',
  interfaces: [
    { name: 'ens33', description: 'ethernet, index 2', mac: 0x000c29aa7006 },
    { name: 'docker0', description: 'bridge, index 3', mac: 0x0242c71cdd3e },
  ],
  packets: [
    {
      interface: 1,
      at: 1_656_748_803_374_970,
      direction: 'out',
      reception: 'broadcast',
      bytes: Uint8Array.from({ length: 42 }, (_, index) => index),
      comments: ['first', 'zweite Zeile: größer'],
    },
  ],
};

test('blocks and options come in order, padded to four bytes', () => {
  const [section, ens33, docker0, packet, ...rest] = readBlocks(encodePcapng(FILE));
  expect(rest).toEqual([]);
  expect(section?.body.getUint32(0, true)).toBe(0x1a2b3c4d);
  expect(section?.options.map(({ value }) => text(value))).toEqual(['one of each', 'test']);
  expect([ens33, docker0].map((block) => text(block?.options.find(({ code }) => code === 2)?.value))).toEqual([
    'ens33',
    'docker0',
  ]);
  expect([...ens33!.options.find(({ code }) => code === 6)!.value]).toEqual([0x00, 0x0c, 0x29, 0xaa, 0x70, 0x06]);
  const { body, options } = packet!;
  expect(body.getUint32(0, true)).toBe(1);
  expect(body.getUint32(4, true) * 2 ** 32 + body.getUint32(8, true)).toBe(FILE.packets[0]!.at);
  expect(new Uint8Array(body.buffer, body.byteOffset + 20, 42)).toEqual(FILE.packets[0]!.bytes);
  expect(options.filter(({ code }) => code === 1).map(({ value }) => text(value))).toEqual(FILE.packets[0]!.comments);
  // Outbound (2), broadcast (3 << 2).
  expect([...options.find(({ code }) => code === 2)!.value]).toEqual([0b1110, 0, 0, 0]);
});

test('a comment that is longer than an option may be is cut between characters', () => {
  const [packet] = FILE.packets;
  const file = encodePcapng({ ...FILE, packets: [{ ...packet!, comments: ['é'.repeat(40_000)] }] });
  const comment = readBlocks(file)
    .at(-1)!
    .options.find(({ code }) => code === 1)!;
  expect(text(comment.value)).toBe('é'.repeat(32_767));
});
