/** What was drawn is known again by the place at which it came first, and belongs to whom it belonged. */
import { expect, test } from 'vitest';
import { type Cells, DrawnNames } from '../../lib/compare';

function renamed(commands: readonly string[], ...outputs: readonly string[]): readonly (readonly string[])[] {
  const names = new DrawnNames(commands.map((command) => ({ command })));
  return outputs.map((output) => {
    const cells: Cells = new Map([['output stdout', { kind: 'output', name: 'stdout', lines: output.split('\n') }]]);
    return [...names.rename(cells).values()].flatMap(({ lines }) => lines);
  });
}

test('names of containers that were given none', () => {
  const one = renamed([], 'ID1 happy_cerf\nID2 keen_floyd', 'keen_floyd');
  expect(one).toEqual([['ID1 NAME-1', 'ID2 NAME-2'], ['NAME-2']]);
  expect(renamed([], 'ID1 stoic_turing\nID2 zen_ritchie3', 'zen_ritchie3')).toEqual(one);
});

test('a name of another container still differs', () => {
  const one = renamed([], 'happy_cerf\nkeen_floyd', 'keen_floyd');
  expect(renamed([], 'happy_cerf\nkeen_floyd', 'happy_cerf')).not.toEqual(one);
});

test('names that somebody typed, and words that only look alike, stay', () => {
  expect(renamed(['docker run --name happy_path web'], 'happy_path nf_conntrack bold')).toEqual([
    ['happy_path nf_conntrack bold'],
  ]);
});

test('who holds a socket, as ss -p has it', () => {
  const one = renamed([], 'users:(("nginx",pid=9,fd=6),("nginx",pid=7,fd=6))', 'users:(("nginx",pid=7,fd=6))');
  expect(one).toEqual([
    ['users:(("nginx",pid=PID-1,fd=FD-1),("nginx",pid=PID-2,fd=FD-2))'],
    ['users:(("nginx",pid=PID-2,fd=FD-2))'],
  ]);
  expect(renamed([], 'users:(("nginx",pid=99,fd=4),("nginx",pid=6,fd=9))', 'users:(("nginx",pid=6,fd=9))')).toEqual(
    one,
  );
  expect(
    renamed([], 'users:(("nginx",pid=99,fd=4),("nginx",pid=6,fd=9))', 'users:(("nginx",pid=99,fd=4))'),
  ).not.toEqual(one);
});
