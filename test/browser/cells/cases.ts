/** Cells that are easily compiled wrongly: each a small notebook of its own. */
import type { Output } from '../../../lib/cells/output';

export const CASES: Readonly<Record<string, readonly string[]>> = {
  'a number': ['1 + 1'],
  'a text': ["'a text'"],
  'an object': ['({ a: 1, b: [1, 2, { c: new Map([[1, 2]]) }] })'],
  'a long list': ['Array.from({ length: 120 }, (_, n) => n)'],
  'null and undefined': ['null', 'undefined', 'void 0'],
  'nothing after a statement': ['const a = 1;', 'let b = 2;\nb;', 'b = 3;\n'],
  'a class instance': ['class Point { constructor(public x: number, public y = 2) {} }\nnew Point(1)'],
  'an error as a value': ["const e = new RangeError('no');\ne.message"],
  bytes: ['new Uint8Array([1, 2, 3])', "Buffer.from('abc')"],
  'a symbol and a bigint': ["Symbol('s')", '10n ** 20n'],
  'a date': ['new Date(0)'],
  'a regular expression': ['/a+/g'],
  'a set and a map': ['new Set([1, "a"])', 'new Map([["k", { v: 1 }]])'],
  'a named function': ['function twice(n: number) { return 2 * n; }\ntwice(4)', 'twice(5)', 'twice'],
  'an arrow function has a name': ['const half = (n: number) => n / 2;\nhalf', 'half.name'],
  'a class has a name': ['const Thing = class { x = 1; };\nThing.name'],
  'objects are destructured': ['const { a, b: { c }, ...rest } = { a: 1, b: { c: 2 }, d: 3, e: 4 };', '[a, c, rest]'],
  'lists are destructured': [
    'const [first, , third = 9, ...others] = [1, 2, undefined, 4, 5];',
    '[first, third, others]',
  ],
  'defaults use earlier names': ['const { p = 1, q = p + 1 } = {} as { p?: number; q?: number };\n[p, q]'],
  'computed keys': ["const key = 'k';\nconst { [key]: value } = { k: 7 };\nvalue"],
  'several variables in one statement': ['let i = 0, j = i + 1, k;\nk = j;\n[i, j, k]', 'i++; [i, j, k]'],
  'a later cell changes a variable': ['let count = 0;\nconst next = () => ++count;', 'next();\nnext();', 'count'],
  'a later cell declares it again': ['const x = 1;\nconst seen = () => x;', "const x = 'two';", '[x, seen()]'],
  'a variable is shadowed in a block': ['let x = 1;\n{ let x = 2; x; }\nif (true) { const x = 3; }\nx'],
  'a variable is shadowed by a parameter': ['const n = 1;\nconst f = (n: number) => n * 10;\nf(5) + n'],
  'var in a block': ['if (true) { var inner = 5; }\ninner', 'inner'],
  'var in a loop': [
    'for (var i = 0; i < 3; i++) {}\ni',
    'for (var w of [1, 2]) {}\nw',
    'for (var p in { a: 1 }) {}\np',
  ],
  'let in a loop': ['const made = [];\nfor (let i = 0; i < 3; i++) made.push(() => i);\nmade.map((one) => one())'],
  'functions are hoisted': ['const early = later();\nfunction later() { return 3; }\nearly'],
  'functions call each other': [
    'function even(n: number): boolean { return n === 0 || odd(n - 1); }\nfunction odd(n: number): boolean { return n !== 0 && even(n - 1); }\neven(10)',
  ],
  'an async function': ['async function f() { return 1; }\nawait f()', 'const v = await f();\nv'],
  'a generator': ['function* g() { yield 1; yield 2; }\n[...g()]'],
  'await in the middle': ['const r = await Promise.resolve(3);\nconst s = r + 1;\ns'],
  'for await': ['async function* g() { yield 1; yield 2; }\nlet sum = 0;\nfor await (const n of g()) sum += n;\nsum'],
  'classes extend each other': [
    'class A { hi() { return "A"; } }',
    'class B extends A { hi() { return super.hi() + "B"; } }\nnew B().hi()',
  ],
  'private and static members': [
    'class C { static made = 0; #x = 1; get x() { return this.#x; } static make() { C.made++; return new C(); } }\nC.make().x + C.made',
  ],
  'an enum': ["enum Colour { Red, Green = 'g' }\n[Colour.Red, Colour.Green]", 'Colour[0]'],
  'types go': [
    'interface I { a: number }\ntype T = I | undefined;\nconst t: T = { a: 1 };\nt',
    'const u = t as I;\nu.a',
  ],
  generics: [
    'function id<T>(x: T): T { return x; }\nid<string>("g")',
    'const pair = <A, B>(a: A, b: B): [A, B] => [a, b];\npair(1, "b")',
  ],
  'satisfies and non-null': ['const o = { a: 1 } satisfies Record<string, number>;\no.a!'],
  'optional chaining and nullish': ['const o: { a?: { b: number } } = {};\no.a?.b ?? "none"'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the cell has the template
  'template strings': ['const n = 3;\n`a${n}\nb${`c${n}`}`'],
  'a comment is last': ['1 + 2 // three', '3\n/* the end */'],
  'an empty cell': ['', '// nothing'],
  'a statement without semicolons': ['const a = 1\nconst b = [a]\nb[0] = 2\nb'],
  'a list begins a line': ['const a = 1;\n[a, 2].length'],
  'an assignment is an expression': ['let a;\na = 5', '(a = 6)'],
  'a conditional is last': ['const a = 1;\na > 0 ? "yes" : "no"'],
  'several lines are one expression': ['[1, 2, 3]\n  .map((n) => n * 2)\n  .filter((n) => n > 2)'],
  'an if is last': ['if (true) { 5 }'],
  console: [
    "console.log('a', 1, { b: 2 });\nconsole.error('e');\nconsole.info('%s is %d', 'x', 3);\nconsole.warn([1])",
    "console.log();\nconsole.log('a\\nb')",
  ],
  'groups and counts': [
    "console.group('g');\nconsole.log('in');\nconsole.groupEnd();\nconsole.log('out');\nconsole.count();\nconsole.count('c');",
  ],
  export: ['export const e = 1;\nexport function f() { return e + 1; }', 'f()'],
  imports: [
    "import { readFileSync } from 'node:fs';\nimport * as path from 'path';\nimport util, { inspect } from 'util';",
    "path.join('a', '..', 'b') + inspect({ a: 1 }) + util.format('%s', 1) + typeof readFileSync",
  ],
  'names of a worker': [
    "const name = 'n';\nconst status = 2;\nconst origin = 3;\nconst event = 4;",
    '[name, status, origin, event]',
  ],
  'an error': ["const before = 1;\nfunction fail() {\n  throw new RangeError('too far');\n}\nfail();"],
  'an error in an earlier cell': ['const boom = () => {\n  throw new TypeError("boom");\n};', '\n\nboom();'],
  'an error in an async function': ["async function f() {\n  await null;\n  throw new Error('late');\n}", 'await f();'],
  'a thrown text': ["throw 'text';"],
  'a thrown object': ['throw { code: 7 };'],
  'a rejection that nobody handles': [
    "Promise.reject(new Error('alone'));\nawait new Promise((done) => setTimeout(done, 20));",
  ],
  'a promise is shown': ['Promise.resolve(1)'],
  'a syntax error': ['const a = 1;\nconst = 2;'],
  'an unknown name': ['const a = 1;\nunknownName + a;'],
  'an unknown module': ["import { x } from 'no-such-module';\nx;"],
  'the result is null': ['const n: number | null = null;\nn'],
  'labels and switch': [
    'let out = "";\nloop: for (const a of [1, 2, 3]) { switch (a) { case 2: break loop; default: out += a; } }\nout',
  ],
  'getters are shown': ['({ get a() { return 1; }, set a(v) {} })'],
  'a circle is shown': ['const c: any = { n: 1 };\nc.self = c;\nc'],
  'deep objects are cut': ['({ a: { b: { c: { d: 1 } } } })'],
  'a proxy and a weak map': ['new Proxy({ a: 1 }, {})', 'new WeakMap()'],
};

/** What outputs print to standard output. */
export function printedBy(outputs: readonly Output[]): string {
  return outputs.map((output) => (output.kind === 'stream' && output.name === 'stdout' ? output.text : '')).join('');
}
