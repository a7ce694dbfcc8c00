/** Other accesses, addresses and options than the article's, held against a real kernel with a real dockerd. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';
import { VethDevice } from '../../lib/network';
import { describePacket, summary } from '../network/replay';

const DATA = join(__dirname, '../../data/sessions');
/** More packets than these are counted by their looks; sessions.py, MOST_PACKETS. */
const MOST_PACKETS = 100;

const TABLES = 'every rule and every counter is the real kernel’s';
const PACKETS = 'every interface carries the same packets in the same order';
/** A busy machine wakes docker-proxy late: it reads nginx's header and body at once; here it reads them one by one, as on an idle one. */
const RELAY = 'docker-proxy read header and body at once';
/** Whether a redirected packet shows on its bridge hangs on when the next hop was last confirmed, and recording takes its time. */
const NEIGHBOUR = 'the five seconds of a neighbour’s DELAY end between other packets';

/** Differences that are known, `SESSION: ACCESS: what`, and their reasons; one that has gone fails. */
const KNOWN: Readonly<Record<string, string>> = {
  [`keep-alive: by docker-proxy: ${TABLES}`]: RELAY,
  [`keep-alive: by docker-proxy: ${PACKETS}`]: RELAY,
  [`two-bridges: from the second to the first's published port: ${TABLES}`]: RELAY,
  [`two-bridges: from the second to the first's published port: ${PACKETS}`]: RELAY,
  [`user-network: at loopback: ${TABLES}`]: RELAY,
  [`user-network: at loopback: ${PACKETS}`]: RELAY,
  [`no-hairpin-rule: without it: ${PACKETS}`]: NEIGHBOUR,
};

interface RealAccess {
  readonly line: string;
  /** A list, if it varies. */
  readonly exitCode: number | readonly number[];
  /** All lines of `iptables-save -c`, or by index those that differ from the access before. */
  readonly tables: readonly string[] | Readonly<Record<string, string>>;
  readonly packets: Readonly<Record<string, readonly string[]>>;
  readonly varies?: { readonly tables?: readonly number[]; readonly packets?: readonly string[] };
}

interface SimulatedAccess {
  readonly exitCode: number;
  readonly stderr: string;
  readonly tables: readonly string[];
  readonly packets: Readonly<Record<string, readonly string[]>>;
}

const SESSIONS = readdirSync(DATA)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));

describe.each(SESSIONS)('%s', (session) => {
  const { accesses } = JSON.parse(readFileSync(join(DATA, `${session}.json`), 'utf8')) as {
    readonly accesses: Readonly<Record<string, RealAccess>>;
  };
  let simulated: ReadonlyMap<string, SimulatedAccess>;

  beforeAll(async () => {
    simulated = await replay(readFileSync(join(DATA, `${session}.session`), 'utf8'));
  });

  let before: readonly string[] = [];
  const expected = Object.entries(accesses).map(([name, access]) => {
    before = complete(before, access.tables);
    return [name, access, before] as const;
  });

  describe.each(expected)('%s', (name, { exitCode, packets, varies = {} }, tables) => {
    const check = (what: string, body: () => void) =>
      test(what, { fails: `${session}: ${name}: ${what}` in KNOWN }, body);

    check('the command ends as the real one', () => {
      const { stderr, exitCode: found } = simulated.get(name) ?? {};
      expect([exitCode].flat(), stderr).toContain(found);
    });

    check(TABLES, () => {
      const isStable = (_: string, index: number) => varies.tables?.includes(index) !== true;
      expect(simulated.get(name)?.tables.filter(isStable)).toEqual(tables.filter(isStable));
    });

    check(PACKETS, () => {
      const isStable = ([device]: readonly [string, unknown]) => varies.packets?.includes(device) !== true;
      const seen = Object.entries(simulated.get(name)?.packets ?? {}).filter(isStable);
      expect(Object.fromEntries(seen)).toEqual(packets);
    });
  });
});

function complete(before: readonly string[], tables: RealAccess['tables']): readonly string[] {
  if (Array.isArray(tables)) return tables;
  const changed = tables as Readonly<Record<string, string>>;
  return before.map((line, index) => changed[index] ?? line);
}

/** Runs a session; what each of its accesses left behind. */
async function replay(text: string): Promise<ReadonlyMap<string, SimulatedAccess>> {
  const lab = new Lab({ iptablesVersion: '1.8.9' });
  const results = new Map<string, SimulatedAccess>();
  let name: string | undefined;
  for (const line of text.split('\n')) {
    if (line.startsWith('# access: ')) name = line.slice('# access: '.length);
    if (line === '' || line.startsWith('#')) continue;
    if (name === undefined) {
      const { exitCode, stderr } = await lab.sh(line);
      if (exitCode !== 0) throw new Error(`${line}: ${stderr}`);
      continue;
    }
    const zero = [...lab.host.net.netfilter.tables.keys()].map((table) => `iptables -t ${table} -Z`);
    await lab.run('host', zero.join('; '));
    lab.settle();
    const taps = tap(lab);
    const { exitCode, stderr } = await lab.sh(line);
    lab.settle();
    const packets = taps.end();
    const save = (await lab.run('host', 'iptables-save -c')).stdout;
    results.set(name, {
      exitCode,
      stderr,
      tables: save.split('\n').filter((row) => row !== '' && !row.startsWith('#')),
      packets,
    });
    name = undefined;
  }
  return results;
}

/** Listens at the host's devices. */
function tap(lab: Lab): { readonly end: () => Readonly<Record<string, readonly string[]>> } {
  const packets: Record<string, string[]> = {};
  const ends = lab.host.net.devices.map((device) => {
    const rows: string[] = [];
    packets[nameOf(lab, device.name)] = rows;
    const listener: Parameters<typeof device.taps.add>[0] = (direction, { payload }) => {
      if (payload.kind === 'arp') return;
      rows.push(`${direction} ${describePacket(payload, false, shownPort)}`.replace(/ id \S+/, ''));
    };
    device.taps.add(listener);
    return () => device.taps.delete(listener);
  });
  return {
    end: () => {
      for (const end of ends) end();
      return Object.fromEntries(
        Object.entries(packets)
          .filter(([, rows]) => rows.length > 0)
          .map(([device, rows]) => [device, rows.length > MOST_PACKETS ? summary(rows) : rows]),
      );
    },
  };
}

/** Ephemeral ports differ from run to run. */
function shownPort(port: number): string {
  return port >= 32768 ? '*' : String(port);
}

/** The host's end of a container's cable is called by the other end. */
function nameOf(lab: Lab, name: string): string {
  const device = lab.host.net.device(name);
  const peer = device instanceof VethDevice ? device.peer : undefined;
  const owner = lab.namespaces.find((namespace) => peer !== undefined && namespace.devices.includes(peer));
  return owner === undefined || owner.name === 'client' ? name : `veth of ${owner.name} ${peer?.name}`;
}
