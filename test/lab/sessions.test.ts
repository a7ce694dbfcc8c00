/** Other accesses, addresses and options than the article's, held against a real kernel with a real dockerd. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { describePacket, Lab, summary } from '../../lib/lab';
import { VethDevice } from '../../lib/network';

const DATA = join(__dirname, '../../data/sessions');
/** More packets than these are counted by their looks; lib/kernel/capture.ts, MOST_PACKETS. */
const MOST_PACKETS = 100;

const TABLES = 'every rule and every counter is the real kernel’s';
const PACKETS = 'every interface carries the same packets in the same order';
/** Whether a redirected packet shows on its bridge hangs on when the next hop was last confirmed, and recording takes its time. */
const NEIGHBOUR = 'the five seconds of a neighbour’s DELAY end between other packets';

/** Differences that are known, `SESSION: ACCESS: what`, and their reasons; one that has gone fails. */
const KNOWN: Readonly<Record<string, string>> = {
  [`no-hairpin-rule: without it: ${PACKETS}`]: NEIGHBOUR,
};

interface RealAccess {
  readonly line: string;
  /** A list, if it varies. */
  readonly exitCode: number | readonly number[];
  /** Of a docker command. */
  readonly output?: string;
  /** All lines of `iptables-save -c`, or by index those that differ from the access before. */
  readonly tables: readonly string[] | Readonly<Record<string, string>>;
  readonly packets: Readonly<Record<string, readonly string[]>>;
  readonly varies?: { readonly tables?: readonly number[]; readonly packets?: readonly string[] };
}

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
  const { accesses } = JSON.parse(readFileSync(join(DATA, `${session}.json`), 'utf8')) as {
    readonly accesses: Readonly<Record<string, RealAccess>>;
  };
  /** On an idle machine, and on one so busy that docker-proxy reads late what came in two parts: recordings were made on both. */
  let machines: readonly ReadonlyMap<string, SimulatedAccess>[];

  beforeAll(async () => {
    const text = readFileSync(join(DATA, `${session}.session`), 'utf8');
    machines = [await replay(text, false), await replay(text, true)];
  });

  let before: readonly string[] = [];
  const expected = Object.entries(accesses).map(([name, access]) => {
    before = complete(before, access.tables);
    return [name, access, before] as const;
  });

  describe.each(expected)('%s', (name, { exitCode, output, packets, varies = {} }, tables) => {
    const check = (what: string, body: () => void) =>
      test(what, { fails: `${session}: ${name}: ${what}` in KNOWN }, body);

    check('the command ends as the real one', () => {
      for (const { stderr, exitCode: found } of machines.map((simulated) => simulated.get(name)!))
        expect([exitCode].flat(), stderr).toContain(found);
    });

    if (output !== undefined) {
      check('it says what the real one says', () => {
        for (const simulated of machines) expect(simulated.get(name)?.output).toBe(output);
      });
    }

    /** Both, tables and packets, are those of the machine whose tables are more like the real ones. */
    const nearest = (): SimulatedAccess => {
      const unlike = (seen: SimulatedAccess) => seen.tables.filter((line, index) => line !== tables[index]).length;
      const [idle, busy] = machines.map((simulated) => simulated.get(name)!);
      return unlike(busy!) < unlike(idle!) ? busy! : idle!;
    };

    check(TABLES, () => {
      const isStable = (_: string, index: number) => varies.tables?.includes(index) !== true;
      expect(nearest().tables.filter(isStable)).toEqual(tables.filter(isStable));
    });

    check(PACKETS, () => {
      const isStable = ([device]: readonly [string, unknown]) => varies.packets?.includes(device) !== true;
      expect(Object.fromEntries(Object.entries(nearest().packets).filter(isStable))).toEqual(packets);
    });
  });
});

function complete(before: readonly string[], tables: RealAccess['tables']): readonly string[] {
  if (Array.isArray(tables)) return tables;
  const changed = tables as Readonly<Record<string, string>>;
  return before.map((line, index) => changed[index] ?? line);
}

/** Runs a session; what each of its accesses left behind. */
async function replay(text: string, busy: boolean): Promise<ReadonlyMap<string, SimulatedAccess>> {
  const lab = new Lab({ iptablesVersion: '1.8.9', busy });
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
    const { exitCode, stdout, stderr } = await lab.sh(line);
    lab.settle();
    const packets = taps.end();
    const save = (await lab.run('host', 'iptables-save -c')).stdout;
    results.set(name, {
      exitCode,
      output: stdout + stderr,
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
