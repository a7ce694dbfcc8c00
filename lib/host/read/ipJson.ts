/** `ip -j address`, `ip -j link` and `ip -j route`. */
import type { AddressFact, SourceLine } from './facts';
import { field, fieldAt, listOf, numberOf, textOf } from './jsonValue';
import { optionOf, type SectionContext } from './section';

/** Takes over what such a value says; the command's name, or `undefined` if it is none of these. */
export function readIpJson(context: SectionContext, value: unknown, at: SourceLine): string | undefined {
  const rows = listOf(value).filter((row) => field(row, 'ifname') !== undefined || field(row, 'dst') !== undefined);
  if (rows.length === 0) return undefined;
  if (field(rows[0], 'ifname') !== undefined) {
    for (const row of rows) addInterface(context, row, at);
    return 'ip address';
  }
  for (const row of rows) addRoute(context, row, at);
  return 'ip route';
}

function addInterface({ draft, place }: SectionContext, row: unknown, at: SourceLine): void {
  const name = textOf(field(row, 'ifname'));
  if (name === undefined) return;
  const [index, mtu] = [numberOf(field(row, 'ifindex')), numberOf(field(row, 'mtu'))];
  const index2 = numberOf(field(row, 'link_index'));
  const peer = textOf(field(row, 'link')) ?? (index2 === undefined ? undefined : `if${index2}`);
  const [master, mac] = [textOf(field(row, 'master')), textOf(field(row, 'address'))];
  const kind = textOf(fieldAt(row, 'linkinfo', 'info_kind'));
  draft.place(place).addInterface({
    name,
    up: listOf(field(row, 'flags')).includes('UP'),
    addresses: listOf(field(row, 'addr_info')).flatMap(addressOf),
    at,
    ...(index !== undefined && { index }),
    ...(mtu !== undefined && { mtu }),
    ...(peer !== undefined && { peer }),
    ...(master !== undefined && { master }),
    ...(mac !== undefined && { mac }),
    ...(kind !== undefined && { kind }),
  });
}

function addressOf(value: unknown): readonly AddressFact[] {
  const address = textOf(field(value, 'local'));
  if (address === undefined || field(value, 'family') !== 'inet') return [];
  const scope = field(value, 'scope');
  return [
    {
      address,
      prefixLength: numberOf(field(value, 'prefixlen')) ?? 32,
      scope: scope === 'link' || scope === 'host' ? scope : 'global',
    },
  ];
}

function addRoute({ draft, place, command }: SectionContext, row: unknown, at: SourceLine): void {
  const destination = textOf(field(row, 'dst'));
  const type = textOf(field(row, 'type')) ?? 'unicast';
  const table = textOf(field(row, 'table')) ?? optionOf(command, 'table') ?? 'main';
  if (destination === undefined || table === 'local' || destination.includes(':')) return;
  if (type !== 'unicast' && type !== 'unreachable' && type !== 'prohibit' && type !== 'blackhole') return;
  const [gateway, device] = [textOf(field(row, 'gateway')), textOf(field(row, 'dev'))];
  const source = textOf(field(row, 'prefsrc'));
  draft.place(place).routes.push({
    table: table === 'all' ? 'main' : table,
    type,
    destination,
    metric: numberOf(field(row, 'metric')) ?? 0,
    at,
    ...(gateway !== undefined && { gateway }),
    ...(device !== undefined && { device }),
    ...(source !== undefined && { source }),
  });
}
