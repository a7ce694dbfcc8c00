/**
 * What a host is made of at one moment, as lines that can be compared: rules, interfaces, routes, processes, sockets.
 * Read as the tools read it, but no command runs: no time passes, no table is touched, no counter moves.
 */

import type { Machine } from '../machine';
import { builtinChains, isUsualTable, TABLE_NAMES } from '../netfilter';
import type { NetDevice } from '../network';
import { formatIpv4, formatMac } from '../packet';
import { viewProcesses } from '../tools/common/processView';
import { ip } from '../tools/ip';
import { displayName, operationalState } from '../tools/ip/device';
import { readTables, ruleText } from '../tools/iptables';
import { listSockets } from '../tools/netstat/rows';
import type { HostSnapshot } from './snapshot';

/** The host as it is now. */
export function readSnapshot(host: Machine): HostSnapshot {
  return {
    rules: ruleLines(host),
    interfaces: host.net.devices.map(describeDevice),
    routes: ip(host, ['route'])
      .stdout.split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
    processes: viewProcesses(host, undefined)
      .filter(({ tty }) => tty === '?')
      .map(({ process }) => process.title),
    sockets: listSockets(host)
      .filter(({ listening }) => listening)
      .map(({ protocol, family, localAddress, localPort, owners: [owner] }) =>
        [family === 'inet6' ? `${protocol}6` : protocol, `${localAddress}:${localPort}`, owner?.comm ?? '-'].join(' '),
      ),
  };
}

/** In the order of `iptables-save`; a table that nobody has touched yet accepts everything. That of security modules is there once it was touched. */
function ruleLines({ net, iptablesVariant }: Machine): readonly string[] {
  const tables = readTables(net.netfilter, iptablesVariant);
  return TABLE_NAMES.flatMap((name) => {
    const found = tables.find(({ table }) => table === name);
    if (found === undefined && !isUsualTable(name)) return [];
    const chains = found?.chains ?? [];
    const own = chains.filter(({ policy }) => policy === undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
    const builtin = builtinChains(name).map((hook) => chains.find((chain) => chain.name === hook));
    const policies = builtinChains(name).map((hook, index) => `-P ${hook} ${builtin[index]?.policy ?? 'ACCEPT'}`);
    const rules = [...builtin, ...own].flatMap(
      (chain) => chain?.rules.map((rule) => `-A ${chain.name} ${ruleText(rule.spec)}`) ?? [],
    );
    return [...policies, ...own.map((chain) => `-N ${chain.name}`), ...rules].map((line) => `-t ${name} ${line}`);
  });
}

function describeDevice(device: NetDevice): string {
  return [
    `${device.ifindex}: ${displayName(device)}`,
    operationalState(device),
    ...(device.master === undefined ? [] : [`master ${device.master.name}`]),
    ...device.addresses.map(({ address, prefixLength }) => `${formatIpv4(address)}/${prefixLength}`),
    ...(device.kind === 'loopback' ? [] : [`mac ${formatMac(device.mac)}`]),
  ].join(' ');
}
