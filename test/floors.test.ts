/** The floors of lib/: what may import what. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const LIB = resolve(__dirname, '../lib');
/** Lowest first. A file imports from its own floor or a lower one. */
const FLOORS = [
  'packet',
  'routing',
  'netfilter',
  'network',
  'machine',
  'tools',
  'docker',
  'shell',
  'platform',
  'lab',
  'view',
  'host',
  'cells',
  'node',
  'public',
  'browser',
  'real',
  'compare',
  'notebook',
  'cli',
];
/** These run in a browser as well: no API of Node. */
const ANYWHERE = FLOORS.slice(0, FLOORS.indexOf('cells') + 1);
/** No package either. */
const CORE = FLOORS.slice(0, FLOORS.indexOf('docker') + 1);
/** Packages that need nothing of Node. */
const PACKAGES = ['#just-bash', 'just-bash', 'diff/lib/diff/array.js', 'fflate', 'yaml'];

/** Files of these floors that import each other in a circle, if types count, each circle with its reason. */
const ALLOWED_CIRCLES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  netfilter: [
    // A chain holds rules, and a rule that jumps leads to a chain: in the kernel both are offsets into one block.
    ['xtables/chain.ts', 'xtables/chainFacts.ts', 'xtables/rule.ts'],
  ],
  network: [
    // A namespace has devices and their neighbours, and each device is in a namespace: struct net, net_device, neigh_table.
    ['ipHost.ts', 'link/device.ts', 'link/neighbour.ts'],
    // A bridge shows packets to netfilter, which hands those back to it that it sent elsewhere: br_nf_pre_routing_finish_bridge.
    ['link/bridge.ts', 'link/bridgeNetfilter.ts'],
  ],
};

interface Import {
  readonly from: string;
  readonly specifier: string;
  /** Erased by the compiler. */
  readonly typeOnly: boolean;
}

const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !/^(dist|node_modules)\//.test(path))
  .map((path) => join(LIB, path));

const imports = files.flatMap((from): readonly Import[] => {
  const text = readFileSync(from, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s)?([^;'"]*?from\s+)?['"]([^'"]+)['"]/gm)];
  const dynamic = [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)];
  return [
    ...statements.map(([, type, names = '', specifier = '']) => ({
      from,
      specifier,
      typeOnly: type !== undefined || /^\{(\s*type\s[^,}]+,?)+\s*\}\s*from/.test(names.trim()),
    })),
    ...dynamic.map(([, specifier = '']) => ({ from, specifier, typeOnly: true })),
  ];
});

function floorOf(path: string): number {
  return FLOORS.indexOf(relative(LIB, path).split('/')[0] ?? '');
}

function isOn(floors: readonly string[], path: string): boolean {
  return floors.includes(FLOORS[floorOf(path)] ?? '');
}

function target({ from, specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = resolve(dirname(from), specifier);
  return [`${path}.ts`, join(path, 'index.ts')].find((candidate) => files.includes(candidate)) ?? path;
}

describe('the floors of lib', () => {
  test('there is something to look at', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  test('the command line needs nothing of the machines to say its version', () => {
    const loaded = new Set(['cli/main.ts', 'cli/notebookCommands.ts'].map((file) => join(LIB, file)));
    for (const file of loaded)
      for (const one of imports) {
        const to = one.from === file && !one.typeOnly ? target(one) : undefined;
        if (to !== undefined) loaded.add(to);
      }
    expect(loaded.size).toBeGreaterThan(20);
    const machines = [...loaded].filter((file) => isOn(CORE, file)).map((file) => relative(LIB, file));
    expect(machines).toEqual(['docker/release.ts']);
  });

  test('no file imports from a higher floor', () => {
    const upward = imports.filter((one) => {
      const to = target(one);
      return to !== undefined && floorOf(one.from) >= 0 && floorOf(to) > floorOf(one.from);
    });
    expect(upward.map(describeImport)).toEqual([]);
  });

  test('the core floors use no package and no Node API', () => {
    const outside = imports.filter((one) => !one.specifier.startsWith('.') && isOn(CORE, one.from));
    expect(outside.map(describeImport)).toEqual([]);
  });

  test('the floors up to cells use no Node API, and only packages that need none', () => {
    const outside = imports.filter(
      ({ from, specifier }) => !specifier.startsWith('.') && isOn(ANYWHERE, from) && !PACKAGES.includes(specifier),
    );
    expect(outside.map(describeImport)).toEqual([]);
  });

  test('the floors up to cells compile without the types of Node and of browsers', { timeout: 120_000 }, () => {
    const program = ts.createProgram(
      files.filter((file) => isOn(ANYWHERE, file)),
      {
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        resolveJsonModule: true,
        types: [],
        lib: ['lib.es2022.d.ts'],
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.Node20,
        moduleResolution: ts.ModuleResolutionKind.Node16,
      },
    );
    const problems = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
    expect(problems).toEqual([]);
  });

  test('no imports run in a circle', () => {
    const edges = new Map<string, string[]>();
    for (const one of imports) {
      const to = target(one);
      if (to !== undefined && !one.typeOnly) edges.set(one.from, [...(edges.get(one.from) ?? []), to]);
    }
    expect(circles(edges).map((group) => group.map((file) => relative(LIB, file)))).toEqual([]);
  });

  test.each(Object.entries(ALLOWED_CIRCLES))(
    'no files of %s import each other in a circle, not even for types, but for those that are named',
    (floor, allowed) => {
      const within = files.filter((file) => isOn([floor], file));
      const edges = new Map(within.map((file): [string, string[]] => [file, []]));
      for (const one of imports) {
        const to = target(one);
        if (to !== undefined && edges.has(to)) edges.get(one.from)?.push(to);
      }
      expect([...edges.values()].flat().length).toBeGreaterThan(within.length);
      expect(circles(edges).map((group) => group.map((file) => relative(join(LIB, floor), file)))).toEqual(allowed);
    },
  );
});

function describeImport({ from, specifier }: Import): string {
  return `${relative(LIB, from)} imports ${specifier}`;
}

/** Groups of files of which each leads to every other, in alphabetical order. */
function circles(imports: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const reach = new Map([...imports.keys()].map((file) => [file, reachable(file, imports)]));
  const groups = new Map<string, string[]>();
  for (const file of [...imports.keys()].sort()) {
    const group = [...(reach.get(file) ?? [])].filter((other) => reach.get(other)?.has(file)).sort();
    const [first] = group;
    if (first !== undefined) groups.set(first, group);
  }
  return [...groups.values()];
}

/** What a file leads to by one import or more; the file itself only if it is in a circle. */
function reachable(file: string, imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...(imports.get(file) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(imports.get(next) ?? []));
  }
  return seen;
}
