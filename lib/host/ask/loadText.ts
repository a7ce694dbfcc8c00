/** What was understood of a host's dumps, as text. */
import type { HostMachines } from '../build';
import type { HostFacts } from '../read';

/** Lines that are listed at most. */
const MOST = 200;

/** What was read, the machines, what was assumed, and each line that was not understood. */
export function loadText({ sections, unread, engine }: HostFacts, machines: HostMachines): string {
  const { plan, rules, assumptions } = machines;
  const read = sections.map(
    ({ kind, place, lines, at }) =>
      `${at.file} line ${at.line}: ${kind}${place === '' ? '' : ` in ${place.startsWith('?') ? 'a container' : place}`}, ${lines} ${lines === 1 ? 'line' : 'lines'}`,
  );
  const devices = plan.devices.map(({ name, role, fact }) => {
    const addresses = fact.addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`);
    const detail = [...addresses, ...(fact.mtu === undefined ? [] : [`MTU ${fact.mtu}`]), ...(fact.up ? [] : ['down'])];
    return `${name}: ${ROLES[role]}${detail.length === 0 ? '' : `, ${detail.join(', ')}`}`;
  });
  const containers = plan.containers.map(({ name, endpoints, listens }) => {
    const places = endpoints.map(({ address, bridge }) => `${address} on ${bridge}`);
    const ports = listens.map(({ protocol, port }) => `${protocol} ${port}`);
    return `${name}: ${places.join(', ')}${ports.length === 0 ? '' : `; listens at ${ports.join(', ')}`}`;
  });
  const published = plan.published.map(
    ({ protocol, hostIp, port, container }) =>
      `${hostIp}:${port}/${protocol} -> ${container.address}:${container.port}`,
  );
  return `${[
    `${unread.length === 0 ? 'All lines were understood' : `${unread.length} ${unread.length === 1 ? 'line was' : 'lines were'} not understood`}; ${rules.texts.size} rules of iptables, ${rules.unknown.length} of them not wholly modelled${engine === undefined ? '' : `; Docker ${engine}`}.`,
    ...section('Read', read),
    ...section('Interfaces', devices),
    ...section('Containers', containers),
    ...section('Published ports', published),
    ...section(
      'Docker-proxy',
      plan.proxies.map(({ hostIp, port, protocol }) => `${hostIp}:${port}/${protocol}`),
    ),
    ...section(
      'Connections',
      machines.facts.connections.length === 0 ? [] : [`${machines.facts.connections.length} are known`],
    ),
    ...section(
      'Assumed',
      assumptions.list.map(({ text, settledBy }) => (settledBy === undefined ? text : `${text} (${settledBy} tells)`)),
    ),
    ...section(
      'Kept, with an answer that is not known',
      rules.unknown.map(
        ({ table, chain, rule, text, why, at }) =>
          `${at.file} line ${at.line}: ${table} ${chain} ${rule === 0 ? '' : `${rule} `}\`${text}\`: ${why}`,
      ),
    ),
    ...section(
      'Not understood',
      unread.map(({ text, why, at }) => `${at.file} line ${at.line}: ${why}: ${text}`),
    ),
  ].join('\n')}\n`;
}

const ROLES = {
  loopback: 'loopback',
  bridge: 'bridge',
  port: 'port of a bridge',
  uplink: 'to the outside',
} as const;

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length > MOST ? [`  … and ${lines.length - MOST} more`] : [];
  return ['', `${title}:`, ...lines.slice(0, MOST).map((line) => `  ${line}`), ...more];
}
