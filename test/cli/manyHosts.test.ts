/** The jobs in docs/many-hosts do what they say: their parts are those of chainwalk audit, and the version is ours. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const DOCS = resolve(__dirname, '../../docs/many-hosts');
const { version } = JSON.parse(readFileSync(resolve(__dirname, '../../lib/package.json'), 'utf8'));

function text(name: string): string {
  return readFileSync(resolve(DOCS, name), 'utf8');
}

describe.each(['kubernetes.yaml', 'github.yml'])('%s', (name) => {
  test('names the version that this is', () => {
    const named = [...text(name).matchAll(/chainwalk@(\S+)/g)].map(([, one]) => one);
    expect(new Set(named)).toEqual(new Set([version]));
  });
});

test('the job of Kubernetes has as many parts as pods', () => {
  const { spec } = parse(text('kubernetes.yaml'));
  const [container] = spec.template.spec.containers;
  const [, count] = /--shard "\$\(\(JOB_COMPLETION_INDEX \+ 1\)\)\/(\d+)"/.exec(container.command.at(-1)) ?? [];
  expect(Number(count)).toBe(spec.completions);
  const volumes = spec.template.spec.volumes.map((volume: { readonly name: string }) => volume.name);
  expect(container.volumeMounts.map((mount: { readonly name: string }) => mount.name)).toEqual(volumes);
});

test('the matrix of GitHub has all parts', () => {
  const { jobs } = parse(text('github.yml'));
  const { part } = jobs.audit.strategy.matrix;
  const [, count] = /--shard \$\{\{ matrix\.part \}\}\/(\d+)/.exec(JSON.stringify(jobs.audit.steps)) ?? [];
  expect(part).toEqual(Array.from({ length: Number(count) }, (_, index) => index + 1));
});
