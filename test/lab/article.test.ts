/** The article's session on the simulated machines, held against the same session on a real kernel with a real dockerd. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type CapturedPacket,
  Lab,
  type Observation,
  observe,
  parseSession,
  ruleLines,
  type TraceRow,
  traceRow,
} from '../../lib/lab';

const ARTICLE = join(__dirname, '../../data/article');
/** Steps of the article that the simulation covers so far. */
const STEPS = readdirSync(ARTICLE)
  .filter((name) => /^\d\d-/.test(name))
  .filter((name) => Number(name.slice(0, 2)) <= 24);
const ACCESSES = STEPS.filter((name) => readdirSync(join(ARTICLE, name)).includes('access.json'));

interface RealAccess {
  /** Seconds that the command took. */
  readonly elapsed: number;
  readonly packets: Readonly<Record<string, readonly CapturedPacket[]>>;
  readonly trace: readonly RealTrace[];
}

/** A packet that is delivered here has no interface that it leaves by. */
type RealTrace = Omit<TraceRow, 'out'> & { readonly out?: string };

function access(step: string): RealAccess {
  return JSON.parse(readFileSync(join(ARTICLE, step, 'access.json'), 'utf8'));
}

function snapshot(step: string): readonly string[] {
  const folder = ACCESSES.includes(step) ? join(ARTICLE, step, 'after') : join(ARTICLE, step);
  return ruleLines(readFileSync(join(folder, 'iptables-save.txt'), 'utf8'));
}

const saves: (readonly string[])[] = [];
const observations = new Map<string, Observation>();
/** The host's end of each container's cable, by the capture's name for it. */
const interfaces = new Map<string, string>();

beforeAll(async () => {
  const lab = new Lab({ iptablesVersion: '1.8.9' });
  const session = parseSession(readFileSync(join(ARTICLE, 'article.session'), 'utf8'), 'article.session');
  for (const { place, command } of session) {
    const step = STEPS[saves.length];
    if (step === undefined) break;
    if (command === 'iptables-save -c') {
      const { stdout } = await lab.run(place, command);
      saves.push(ruleLines(stdout));
      continue;
    }
    const observation = await observe(lab, `${place}# ${command}`);
    if (ACCESSES.includes(step) && command.startsWith('curl')) {
      observations.set(step, observation);
      for (const device of lab.host.net.devices) {
        if (device.kind !== 'veth') continue;
        const owner = lab.namespaces.find((namespace) =>
          namespace.devices.some((other) => other.name === 'eth0' && other.ifindex === device.ifindex - 1),
        );
        interfaces.set(`${step} veth-${owner?.name}`, `host ${device.name}`);
      }
    }
  }
});

describe.each(STEPS.map((step, index) => [step, index] as const))('after step %s', (step, index) => {
  test('every rule, its packets and bytes, and every policy equal the real kernel’s', () => {
    expect(saves[index]).toEqual(snapshot(step));
  });
});

describe.each(ACCESSES)('the access of step %s', (step) => {
  test('every packet goes the way that TRACE saw, with the same addresses before and after', () => {
    const { trace } = access(step);
    // Where time-outs are long, the real traces end after some seconds; the packets below are complete.
    const journeys = observations.get(step)?.journeys.slice(0, trace.length) ?? [];
    expect(journeys.map((journey) => withoutPorts(traceRow(journey)))).toEqual(
      trace.map((one) => ({ ...withoutPorts(one), out: one.out ?? '' })),
    );
  });

  test('every interface carries the same packets in the same order', () => {
    const { packets: real, elapsed } = access(step);
    // Which neighbours are asked after while a command waits depends on the kernel's random reachable times.
    const isCompared = ({ protocol }: CapturedPacket) => protocol !== 'arp' || elapsed < 1;
    const simulated = observations.get(step)?.packets ?? {};
    for (const [name, packets] of Object.entries(real)) {
      const key = interfaces.get(`${step} ${name}`) ?? interfaceKey(name);
      expect({ [name]: simulated[key]?.filter(isCompared).map(comparable) }).toEqual({
        [name]: packets.filter(isCompared).map(comparable),
      });
    }
  });
});

/** The capture calls a container's or the client's interface `NAME-eth0`, and the host's by their own names. */
function interfaceKey(name: string): string {
  return name.endsWith('-eth0') ? name.replace('-', ' ') : `host ${name}`;
}

/** All but the time, and the payload's first line, which the captures do not keep; ephemeral ports differ from run to run on the real kernel too. */
function comparable({ time: _t, info: _info, ...packet }: CapturedPacket): unknown {
  return withoutPorts(packet);
}

function withoutPorts<
  T extends { readonly sourcePort?: number | undefined; readonly destinationPort?: number | undefined },
>(packet: T): T {
  const hide = (port: number | undefined) => (port !== undefined && port >= 32768 ? 0 : port);
  return 'sourcePort' in packet
    ? { ...packet, sourcePort: hide(packet.sourcePort), destinationPort: hide(packet.destinationPort) }
    : packet;
}
