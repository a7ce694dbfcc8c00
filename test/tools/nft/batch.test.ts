/** Batches: all or nothing, whatever they ask for. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Lab } from '../../../lib/lab';
import { nft } from '../../../lib/tools/nft';

const one = (...words: string[]) => fc.constantFrom(...words);
const words = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((some) => some.join(' '));
const table = one('ip t', 'inet t', 'ip u');
const chain = one('a', 'b', 'c');

/** Commands of which many fail, depending on those before. */
const command = fc.oneof(
  words(one('add table', 'create table', 'delete table', 'destroy table', 'flush table'), table),
  words(one('add chain', 'create chain', 'delete chain', 'flush chain'), table, chain),
  words(
    one('add chain'),
    table,
    chain,
    one('{ type filter hook input priority 0; policy drop; }', '{ type nat hook output priority 0; }'),
  ),
  words(one('rename chain'), table, chain, chain),
  words(
    one('add rule', 'insert rule'),
    table,
    chain,
    one(
      'counter accept',
      'jump b',
      'goto c',
      'masquerade',
      'ip saddr @s drop',
      'counter name x',
      'tcp dport vmap { 1 : jump a, 2 : drop }',
      'iifname vmap @m',
    ),
  ),
  words(one('delete rule'), table, chain, one('handle 2', 'handle 3', 'handle 5')),
  words(one('replace rule'), table, chain, one('handle 3 drop', 'handle 4 jump c')),
  words(one('add set'), table, one('s { type ipv4_addr; }', 's { type ipv4_addr; flags interval; auto-merge; }')),
  words(one('add map'), table, one('m { type ifname : verdict; }')),
  words(
    one('add element', 'create element', 'delete element'),
    table,
    one('s { 1.1.1.1 }', 's { 1.1.1.1, 1.1.1.2 }', 's { 1.1.1.0/24 }', 'm { "lo" : jump a }', 'm { "lo" : drop }'),
  ),
  words(one('delete set', 'flush set'), table, one('s', 'm')),
  words(one('add counter', 'delete counter'), table, one('x')),
  one('flush ruleset'),
);
const BEGIN =
  'table ip t {\n chain a { }\n chain b { jump a; }\n set s { type ipv4_addr; elements = { 1.1.1.1 }; }\n map m { type ifname : verdict; elements = { "lo" : jump b }; }\n' +
  ' counter x { }\n chain i { type filter hook input priority 0; iifname vmap @m; counter name x; ip saddr @s accept; }\n}\ntable inet t {\n chain a { }\n}\n';

describe('a batch', () => {
  test('that is refused changes nothing, and what it would have changed still works', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 8 }), (commands) => {
        const { host } = new Lab();
        nft(host, ['-f', '-'], BEGIN);
        const list = () => nft(host, ['-a', 'list', 'ruleset'], '').stdout;
        const hooks = () => host.net.netfilter.hooks.list('INPUT').entries.map(({ name }) => name);
        const before = [list(), hooks()];
        const { exitCode } = nft(host, ['-f', '-'], commands.join('\n'));
        if (exitCode !== 0) expect([list(), hooks()]).toEqual(before);
        // Uses are counted rightly whatever came and went: all can be deleted, and read again.
        const after = nft(host, ['list', 'ruleset'], '').stdout;
        expect(nft(host, ['-f', '-'], `flush ruleset\n${after}`)).toMatchObject({ exitCode: 0 });
        expect(nft(host, ['list', 'ruleset'], '').stdout).toBe(after);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test('that is only checked changes nothing', () => {
    const { host } = new Lab();
    nft(host, ['-f', '-'], BEGIN);
    const before = nft(host, ['-a', 'list', 'ruleset'], '').stdout;
    expect(nft(host, ['-c', 'flush ruleset; add table ip z'], '').exitCode).toBe(0);
    expect(nft(host, ['-a', 'list', 'ruleset'], '').stdout).toBe(before);
  });

  test('leaves sets and chains that nobody uses any more to be deleted', () => {
    const { host } = new Lab();
    nft(host, ['-f', '-'], BEGIN);
    expect(nft(host, ['delete', 'set', 'ip', 't', 's'], '').stderr).toContain('Device or resource busy');
    expect(nft(host, ['delete', 'chain', 'ip', 't', 'b'], '').stderr).toContain('Device or resource busy');
    nft(host, ['flush chain ip t i; delete element ip t m { lo }'], '');
    expect(
      nft(host, ['delete set ip t s; delete set ip t m; delete chain ip t b; delete chain ip t a'], ''),
    ).toMatchObject({ exitCode: 0 });
  });

  test('with 20,000 elements, rules and deletions ends soon enough to be waited for', () => {
    const { host } = new Lab();
    const numbers = Array.from({ length: 20_000 }, (_, index) => index);
    const address = (index: number) => `10.0.${index >> 8}.${index & 255}`;
    const text = [
      `table ip t { set s { type ipv4_addr; flags interval; elements = { ${numbers.map(address).join(', ')} }; } }`,
      `add rule ip t c ip saddr { ${numbers.map(address).join(', ')} } accept`,
      ...numbers.map((index) => `add chain ip t c${index}`),
      ...numbers.map((index) => `delete chain ip t c${index}`),
    ].join('\n');
    const { exitCode } = nft(host, ['-f', '-'], `add table ip t\nadd chain ip t c\n${text}`);
    expect(exitCode).toBe(0);
    expect(nft(host, ['list', 'ruleset'], '').stdout).toContain('10.0.78.31');
  });
});
