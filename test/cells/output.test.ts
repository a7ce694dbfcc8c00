/** What a cell has printed and shown, gathered from a kernel's messages in any order that a kernel may send them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Output, OutputCollector } from '../../lib/cells/output';

type Message = readonly [cell: number, type: string, content: Readonly<Record<string, unknown>>];

const CELLS = 3;
const cell = fc.integer({ min: 1, max: CELLS });
const id = fc.constantFrom(undefined, 'a', 'b');
const word = fc.constantFrom('one', 'two\n', '');
const shown = (type: string) =>
  fc.tuple(cell, word, id).map(
    ([at, text, display]): Message => [
      at,
      type,
      {
        data: { 'text/plain': text },
        metadata: { text },
        ...(display !== undefined && { transient: { display_id: display } }),
      },
    ],
  );
const message: fc.Arbitrary<Message> = fc.oneof(
  fc
    .tuple(cell, fc.constantFrom('stdout', 'stderr'), word)
    .map(([at, name, text]): Message => [at, 'stream', { name, text }]),
  shown('display_data'),
  shown('execute_result'),
  shown('update_display_data'),
  fc.tuple(cell, word).map(([at, text]): Message => [at, 'error', { ename: 'Error', evalue: text, traceback: [text] }]),
  fc
    .tuple(fc.constantFrom(0, 1, CELLS + 1), fc.constantFrom('status', 'clear_output'))
    .map(([at, type]): Message => [at, type, {}]),
);

function gather(messages: readonly Message[]): readonly (readonly Output[])[] {
  const collector = new OutputCollector(CELLS);
  for (const [at, type, content] of messages) collector.receive(at, type, content);
  return Array.from({ length: CELLS }, (_, index) => collector.outputs(index + 1));
}

const holdsOf = (check: (messages: readonly Message[], outputs: readonly (readonly Output[])[]) => void) =>
  fc.assert(
    fc.property(fc.array(message, { maxLength: 12 }), (messages) => check(messages, gather(messages))),
    { numRuns: 300, seed: 6 },
  );

describe('the outputs of cells', () => {
  test('have all that was printed, in its order, and no two pieces of one stream after each other', () => {
    holdsOf((messages, outputs) => {
      for (const [index, list] of outputs.entries()) {
        const printed = (name: string) =>
          list.flatMap((one) => (one.kind === 'stream' && one.name === name ? [one.text] : [])).join('');
        const sent = messages.filter(([at, type]) => at === index + 1 && type === 'stream');
        for (const name of ['stdout', 'stderr'])
          expect(printed(name)).toBe(
            sent
              .filter(([, , one]) => one['name'] === name)
              .map(([, , one]) => one['text'])
              .join(''),
          );
        for (const [place, one] of list.entries()) {
          const before = list[place - 1];
          expect(one.kind === 'stream' && before?.kind === 'stream' && one.name === before.name).toBe(false);
        }
      }
    });
  });

  test('have each error, and each thing that was shown as it was updated last', () => {
    holdsOf((messages, outputs) => {
      const displayed: { at: number; id: unknown; text: unknown; kind: string }[] = [];
      for (const [at, type, content] of messages) {
        if (!/display|execute/.test(type)) continue;
        const display = (content['transient'] as { display_id?: string } | undefined)?.display_id;
        const { text } = content['metadata'] as { text: string };
        const known = displayed.filter((one) => display !== undefined && one.id === display);
        const isUpdate = type === 'update_display_data';
        if (isUpdate) for (const one of known) Object.assign(one, { text, kind: 'display_data' });
        if (!isUpdate || known.length === 0)
          displayed.push({ at, id: display, text, kind: isUpdate ? 'display_data' : type });
      }
      for (const [index, list] of outputs.entries()) {
        const found = list.flatMap((one) =>
          'data' in one ? [[one.kind, one.data['text/plain'], one.metadata['text']]] : [],
        );
        expect(found).toEqual(
          displayed.filter(({ at }) => at === index + 1).map(({ kind, text }) => [kind, text, text]),
        );
        const errors = messages
          .filter(([at, type]) => at === index + 1 && type === 'error')
          .map(([, , one]) => one['evalue']);
        expect(list.flatMap((one) => (one.kind === 'error' ? [one.message] : []))).toEqual(errors);
      }
    });
  });

  test('of what is no output, and of a cell that there is not, nothing is kept', () => {
    expect(
      gather([
        [1, 'status', {}],
        [0, 'stream', { text: 'x' }],
        [CELLS + 1, 'stream', { text: 'x' }],
      ]),
    ).toEqual([[], [], []]);
    expect(gather([[2, 'error', { ename: 'E', evalue: 'v' }]])[1]).toEqual([
      { kind: 'error', name: 'E', message: 'v', traceback: [] },
    ]);
  });
});
