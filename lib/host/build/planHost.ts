/** The machines that the facts describe, with all that had to be assumed. */
import { parseIpv4 } from '../../packet';
import type { HostFacts, RouteFact, SettingFact } from '../read';
import type { Assumptions } from './assumption';
import type { HostPlan, PlannedDevice } from './plan';
import { planContainers } from './planContainers';
import { planDevices } from './planDevices';
import { planProxies, planPublished } from './planPublished';

/** If no dump says when it was printed. */
const SOME_TIME = Date.UTC(2026, 0, 1, 12);

/** `named` are addresses that a question is about, so that there are containers of them. */
export function planHost(facts: HostFacts, named: readonly string[], assumptions: Assumptions): HostPlan {
  const devices = planDevices(facts, assumptions);
  const published = planPublished(facts);
  const proxies = planProxies(facts, published, assumptions);
  const containers = planContainers(facts, devices, published, named, assumptions);
  const isProxy = (port: number, protocol: string) =>
    proxies.some((proxy) => proxy.port === port && proxy.protocol === protocol);
  return {
    startedAt: planTime(facts, assumptions),
    devices,
    containers,
    routes: planRoutes(facts, devices, assumptions),
    rules: facts.rules,
    settings: planSettings(facts, assumptions),
    published,
    proxies,
    listeners: facts.listeners
      .filter(({ port, protocol }) => !isProxy(port, protocol))
      .map(({ protocol, port, address, program }) => ({ protocol, port, address, program: program ?? 'a program' })),
    listenersKnown: facts.listenersShown,
  };
}

/** Only rules that ask for the time depend on it. */
function planTime({ printedAt, tables, nft }: HostFacts, assumptions: Assumptions): number {
  const time = printedAt ?? SOME_TIME;
  const asksTime =
    tables.some(({ rules }) => rules.some(({ text }) => / -m time /.test(` ${text} `))) ||
    nft.some(({ text }) => /\bmeta (?:hour|day|time)\b/.test(text));
  if (asksTime)
    assumptions.add(
      `It is ${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC${printedAt === undefined ? '' : ', when the dump was made'}: rules ask for the time.`,
      'date -u',
    );
  return time;
}

/** A default route by the first uplink, if no route was printed at all. */
function planRoutes(
  { routes }: HostFacts,
  devices: readonly PlannedDevice[],
  assumptions: Assumptions,
): readonly RouteFact[] {
  if (routes.length > 0) return routes;
  const uplink = devices.find(({ role, fact }) => role === 'uplink' && fact.addresses.length > 0);
  const [own] = uplink?.fact.addresses ?? [];
  const address = parseIpv4(own?.address ?? '');
  if (uplink === undefined || own === undefined || address === undefined || own.prefixLength > 30) return [];
  const first = address - (address % 2 ** (32 - own.prefixLength)) + 1;
  const gateway = [first, first + 1].find((one) => one !== address) ?? first;
  const text = [24, 16, 8, 0].map((shift) => (gateway >>> shift) & 255).join('.');
  assumptions.add(`The host’s default route is by ${text} on ${uplink.name}.`, 'ip route show table all');
  return [
    {
      table: 'main',
      type: 'unicast',
      destination: 'default',
      gateway: text,
      device: uplink.name,
      metric: 0,
      at: uplink.fact.at,
    },
  ];
}

/** What Docker sets, if nothing was printed about it. */
function planSettings({ settings, tables, sections }: HostFacts, assumptions: Assumptions): readonly SettingFact[] {
  const at = sections[0]?.at ?? { file: '', line: 0 };
  const has = (name: string) => settings.some((setting) => setting.name === name);
  const assumed: SettingFact[] = [];
  const assume = (name: string, value: string, why: string) => {
    if (has(name)) return;
    assumed.push({ name, value, at });
    assumptions.add(`${name} is ${value}, ${why}.`, `sysctl ${name}`);
  };
  const docker = tables.some(({ chains }) => chains.some(({ name }) => name.startsWith('DOCKER')));
  if (docker) assume('net.ipv4.ip_forward', '1', 'as Docker sets it');
  if (docker) assume('net.bridge.bridge-nf-call-iptables', '1', 'so that iptables sees what a bridge forwards');
  for (const { name, value, at: where } of settings) {
    const usual = usualValue(name);
    if (usual === undefined || value === usual) continue;
    assumptions.add(
      `${name} = ${value} (${where.file} line ${where.line}) is not modelled: it is taken to be ${usual}.`,
    );
  }
  if (!settings.some(({ name }) => name.endsWith('.rp_filter')))
    assumptions.add('rp_filter is 0 on all interfaces.', "sysctl -a | grep '\\.rp_filter'");
  return [...assumed, ...settings];
}

/** Settings that decide about packets and are not modelled, with what they usually are. */
const UNMODELLED: Readonly<Record<string, string>> = {
  'net.bridge.bridge-nf-filter-pppoe-tagged': '0',
  'net.bridge.bridge-nf-filter-vlan-tagged': '0',
  'net.bridge.bridge-nf-pass-vlan-input-dev': '0',
  'net.ipv4.fwmark_reflect': '0',
  'net.ipv4.ip_forward_use_pmtu': '0',
  'net.ipv4.ip_no_pmtu_disc': '0',
  'net.ipv4.ip_nonlocal_bind': '0',
  'net.ipv4.tcp_fwmark_accept': '0',
  'net.ipv4.tcp_mtu_probing': '0',
  'net.netfilter.nf_conntrack_helper': '0',
};
const UNMODELLED_OF_DEVICE: Readonly<Record<string, string>> = {
  accept_local: '0',
  arp_filter: '0',
  arp_ignore: '0',
  bc_forwarding: '0',
  drop_unicast_in_l2_multicast: '0',
  proxy_arp: '0',
  proxy_arp_pvlan: '0',
};

function usualValue(name: string): string | undefined {
  const [, setting = ''] = /^net\.ipv4\.conf\..+\.(\w+)$/.exec(name) ?? [];
  if (Object.hasOwn(UNMODELLED_OF_DEVICE, setting)) return UNMODELLED_OF_DEVICE[setting];
  return Object.hasOwn(UNMODELLED, name) ? UNMODELLED[name] : undefined;
}
