/** Each exported value has an example in its documentation, which compiles for a user of the package and gives what it says. */
import { describe, expect, test } from 'vitest';
import { runProblems, typeProblems } from './examples';
import { publicNames } from './publicApi';

const values = publicNames().filter(({ isValue }) => isValue);
const codes = new Map(
  values.flatMap(({ entry, name, examples }) => examples.map((code, index) => [`${entry} ${name} ${index + 1}`, code])),
);

describe('the examples of the public API', () => {
  test('there is one for each value, in a block of TypeScript', () => {
    expect(values.length).toBeGreaterThan(50);
    const without = values.filter(({ examples }) => examples.length === 0 || examples.includes(''));
    expect(without.map(({ entry, name }) => `${entry} ${name}`)).toEqual([]);
  });

  test('they compile strictly', () => {
    expect(typeProblems(codes)).toEqual([]);
  });

  test('they run, and give what they say', () => {
    expect(runProblems(codes)).toEqual([]);
  });
});

describe('what holds the examples', () => {
  test('a wrong type, and a name that is not exported, are told', () => {
    const wrong = new Map([
      ['type', "import { ipv4 } from 'chainwalk/packet';\n\nipv4(1);\n"],
      ['name', "import { nobody } from 'chainwalk';\n\nnobody();\n"],
    ]);
    const [type, name] = typeProblems(wrong);
    expect(type).toContain("type: Argument of type 'number'");
    expect(name).toContain("no exported member 'nobody'");
  });

  test('another value, and an error, are told', () => {
    const wrong = new Map([
      ['other', "import { ipv4 } from 'chainwalk/packet';\n\nipv4('0.0.0.1'); // → 2\n"],
      ['error', "import { ipv4 } from 'chainwalk/packet';\n\nipv4('one');\n"],
    ]);
    const [other, error] = runProblems(wrong);
    expect(other).toBe('other gives 1, or 1 instead of 2');
    expect(error).toContain('error throws RangeError: not an IPv4 address: one');
  });
});
