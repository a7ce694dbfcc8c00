/** Files of netfilter and of network whose imports, those of types included, run in a circle. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const LIB = resolve(__dirname, '../lib');

/** Each with its reason. */
const ALLOWED: Readonly<Record<string, readonly (readonly string[])[]>> = {
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

test.each(Object.entries(ALLOWED))(
  'no files of %s import each other in a circle, but for those that are named',
  (floor, allowed) => {
    const folder = join(LIB, floor);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    const imports = new Map(files.map((file) => [file, importsOf(folder, file, new Set(files))]));
    expect([...imports.values()].flat().length).toBeGreaterThan(files.length);
    expect(circles(imports)).toEqual(allowed);
  },
);

/** The files of a folder that one of them names, for values or for types. */
function importsOf(folder: string, file: string, files: ReadonlySet<string>): readonly string[] {
  const text = readFileSync(join(folder, file), 'utf8');
  const specifiers = [...text.matchAll(/^(?:import|export)\b[^;]*?from\s+'(\.[^']+)'/gm)].map(([, path = '']) => path);
  return specifiers.flatMap((specifier) => {
    const path = relative(folder, resolve(folder, dirname(file), specifier));
    return [`${path}.ts`, join(path, 'index.ts')].filter((candidate) => files.has(candidate));
  });
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
