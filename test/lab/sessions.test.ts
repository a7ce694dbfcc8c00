/** Other accesses, addresses and options than the article's, held against a real kernel with a real dockerd. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { describePacket, Lab, ruleLines, summary } from '../../lib/lab';
import { TABLE_NAMES } from '../../lib/netfilter';
import { VethDevice } from '../../lib/network';
import { MOST_PACKETS } from '../../lib/real/capture';
import type { Capture, CapturedAccess } from '../../lib/real/captureData';

const DATA = join(__dirname, '../../data/sessions');
/** Recordings were made on machines that were now idle, now busy: then docker-proxy may read late what came in two parts. */
const BUSY_DRAWS = 40;

interface SimulatedAccess {
  readonly exitCode: number;
  readonly output: string;
  readonly stderr: string;
  readonly tables: readonly string[];
  readonly packets: Readonly<Record<string, readonly string[]>>;
}

const SESSIONS = readdirSync(DATA)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));

describe.each(SESSIONS)('%s', (session) => {
  const { accesses } = JSON.parse(readFileSync(join(DATA, `${session}.json`), 'utf8')) as Capture;
  let before: readonly string[] = [];
  const expected = Object.entries(accesses).map(([name, access]): readonly [string, Expected] => {
    before = complete(before, access.tables);
    return [name, stableOf(access, before)];
  });
  /** On an idle machine, and on busy ones for as long as an access is like the recorded one on none of them. */
  const machines: ReadonlyMap<string, SimulatedAccess>[] = [];
  const unlike = (access: SimulatedAccess, { tables, packets, stable }: Expected) =>
    differing(stable(access).tables, tables) + (isDeepStrictEqual(stable(access).packets, packets) ? 0 : 1);

  beforeAll(async () => {
    const text = readFileSync(join(DATA, `${session}.session`), 'utf8');
    machines.push(await replay(text));
    const isFound = ([name, real]: readonly [string, Expected]) =>
      machines.some((simulated) => unlike(simulated.get(name)!, real) === 0);
    for (let seed = 1; seed <= BUSY_DRAWS && !expected.every(isFound); seed += 1)
      machines.push(await replay(text, seed));
  });

  describe.each(expected)('%s', (name, real) => {
    const simulated = () => machines.map((machine) => machine.get(name)!);

    test('the command ends as the real one', () => {
      for (const { stderr, exitCode } of simulated()) expect([real.exitCode].flat(), stderr).toContain(exitCode);
    });

    if (real.output !== undefined) {
      test('it says what the real one says', () => {
        for (const { output } of simulated()) expect(output).toBe(real.output);
      });
    }

    /** Tables and packets are those of one machine, the one that is most like the real ones. */
    const nearest = () => {
      const [first, ...others] = simulated();
      const found = others.reduce((best, other) => (unlike(other, real) < unlike(best, real) ? other : best), first!);
      return real.stable(found);
    };

    test('every rule and every counter is the real kernel’s', () => expect(nearest().tables).toEqual(real.tables));

    test('every interface carries the same packets in the same order', () =>
      expect(nearest().packets).toEqual(real.packets));
  });
});

/** An access with what was the same in all real runs. */
interface Expected extends Pick<CapturedAccess, 'exitCode' | 'output'>, Stable {
  /** The same part of a simulated one. */
  readonly stable: (access: Stable) => Stable;
}

type Stable = Pick<SimulatedAccess, 'tables' | 'packets'>;

function stableOf({ exitCode, output, packets, varies = {} }: CapturedAccess, tables: readonly string[]): Expected {
  const stable = (access: Stable): Stable => ({
    tables: access.tables.filter((_, index) => varies.tables?.includes(index) !== true),
    packets: Object.fromEntries(
      Object.entries(access.packets).filter(([device]) => varies.packets?.includes(device) !== true),
    ),
  });
  return { exitCode, ...(output === undefined ? {} : { output }), ...stable({ tables, packets }), stable };
}

function differing(some: readonly string[], others: readonly string[]): number {
  return some.filter((line, index) => line !== others[index]).length;
}

function complete(before: readonly string[], tables: CapturedAccess['tables']): readonly string[] {
  if (Array.isArray(tables)) return tables;
  const changed = tables as Readonly<Record<string, string>>;
  return before.map((line, index) => changed[index] ?? line);
}

/** Runs a session; what each of its accesses left behind. */
async function replay(text: string, busySeed?: number): Promise<ReadonlyMap<string, SimulatedAccess>> {
  const lab = new Lab({
    // As between the real machines, which share a kernel and a processor.
    cablesTakeTime: false,
    iptablesVersion: '1.8.9',
    ...(busySeed !== undefined && { seed: busySeed, busy: true }),
  });
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
    await lab.run('host', zeroCommands(lab).join('; '));
    await lab.settle();
    const taps = tap(lab);
    const { exitCode, stdout, stderr } = await lab.sh(line);
    await lab.settle();
    const packets = taps.end();
    const save = (await lab.run('host', 'iptables-save -c')).stdout;
    results.set(name, {
      exitCode,
      output: stdout + stderr,
      stderr,
      tables: ruleLines(save),
      packets,
    });
    name = undefined;
  }
  return results;
}

/** Of the tables that are there, as lib/real/scripts/zeroTables.sh has it. */
function zeroCommands({ host }: Lab): readonly string[] {
  const { tables, nf } = host.net.netfilter;
  const legacy = [...tables.keys()].map((table) => `iptables-legacy -t ${table} -Z`);
  if (host.iptablesVariant !== 'nft') return legacy;
  const present = nf.tables.filter(
    ({ family, name }) => family === 'ip' && TABLE_NAMES.some((table) => table === name),
  );
  return [...legacy, ...present.map(({ name }) => `iptables-nft -t ${name} -Z`)];
}

/** Listens at the host's devices. */
function tap(lab: Lab): { readonly end: () => Readonly<Record<string, readonly string[]>> } {
  const packets: Record<string, string[]> = {};
  const ends = lab.host.net.devices.map((device) => {
    const rows: string[] = [];
    packets[nameOf(lab, device.name)] = rows;
    const listener: Parameters<typeof device.taps.add>[0] = (direction, { payload }) => {
      if (payload.kind === 'arp') return;
      rows.push(`${direction} ${describePacket(payload, shownPort)}`.replace(/ id \S+/, ''));
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
