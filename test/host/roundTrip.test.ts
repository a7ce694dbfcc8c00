/** A loaded host prints what it was loaded from: the programs of chainwalk collect, run in the simulation, and read again. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type HostFacts, loadHost, readHost } from '../../lib/host';
import { ip } from '../../lib/tools/ip';
import { iptablesSave } from '../../lib/tools/iptables';
import { nft } from '../../lib/tools/nft';
import { sysctl } from '../../lib/tools/sysctl';
import { caseDumps } from './caseFiles';

const CASES = readdirSync(join(__dirname, '../../data/cases')).map((name) => name.slice(0, 2));

/** What decides about packets, without where it was said; names of peers, groups and times are not kept. */
function essence({ tables, nft: nftTables, interfaces, routes, rules, settings }: HostFacts, of: HostFacts) {
  const names = new Set(of.interfaces.map(({ name }) => name));
  const ports = new Set(of.interfaces.filter(({ master }) => master !== undefined).map(({ name }) => name));
  const wanted = new Set(of.settings.map(({ name }) => name));
  return {
    tables: tables
      .filter(({ family, rules: own, chains }) => family === 'ipv4' && own.length + chains.length > 0)
      .map(({ name, chains, rules: own }) => ({
        name,
        chains: chains.map(({ name: chain, policy, counters }) => [chain, policy, counters]).sort(),
        rules: own.map(({ chain, text, counters }) => [chain, text, counters]),
      }))
      .filter(({ name }) => of.tables.some((table) => table.name === name))
      .sort((a, b) => a.name.localeCompare(b.name)),
    nft: nftTables.map(({ family, name }) => `${family} ${name}`),
    // Cables of containers that no dump tells of are not built.
    interfaces: interfaces
      .filter(({ name }) => names.has(name) && !ports.has(name))
      .map(({ name, up, mtu, addresses }) => ({
        name,
        up,
        mtu,
        addresses: addresses
          .filter(({ address }) => !address.includes(':'))
          .map(({ address, prefixLength }) => `${address}/${prefixLength}`),
      }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    routes: routes
      .filter(({ device }) => device === undefined || !ports.has(device))
      .map(({ table, type, destination, gateway, device }) => [table, type, destination, gateway, device].join(' '))
      .sort(),
    rules: rules.map(({ at: _, ...rule }) => rule),
    settings: settings
      .filter(({ name }) => wanted.has(name) && !ports.has(name.split('.')[3] ?? ''))
      .map(({ name, value }) => `${name} = ${value}`)
      .sort(),
  };
}

describe.each(CASES)('case %s', (number) => {
  test('prints the rules, counters, addresses, routes and settings that it was loaded from', () => {
    const host = loadHost(caseDumps(number));
    const { host: machine } = host.machines;
    const { netfilter } = machine.net;
    const printed = [
      ['iptables-save -c', iptablesSave(netfilter, ['-c'], { version: '1.8.9' }).stdout],
      ['nft list ruleset', nft(machine, ['list', 'ruleset'], '').stdout],
      ['ip addr', ip(machine, ['addr']).stdout],
      ['ip route show table all', ip(machine, ['route', 'show', 'table', 'all']).stdout],
      ['ip rule', ip(machine, ['rule']).stdout],
      ['sysctl -a', sysctl(machine, ['-a']).stdout],
    ]
      .map(([command, text]) => `#### host$ ${command}\n${text}`)
      .join('\n');
    const again = readHost([{ name: 'printed', text: printed }]);
    expect(again.unread).toEqual([]);
    expect(again.tables.length + again.nft.length).toBeGreaterThan(0);
    expect(essence(again, host.facts)).toEqual(essence(host.facts, host.facts));
  });
});
