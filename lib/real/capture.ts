/**
 * What the real kernel shows of a session's requests, as data for tests that run without it: data/README.md says what is
 * in it. A comment `# access: NAME` marks the next command as a request.
 */
import { release } from 'node:os';
import { describePacket, type SessionCommand, summary } from '../lab';
import { TABLE_NAMES } from '../netfilter';
import type { EthernetFrame } from '../packet';
import { type Access, type Capture, mergeRuns, shownPort } from './captureData';
import { iptablesPart } from './counters';
import { withRealLab } from './interrupt';
import type { RealLab } from './lab';
import { observeSession, type RealObservation } from './observe';

/** More packets than these are counted by their looks. */
export const MOST_PACKETS = 100;

/** Programs whose words are kept, as they are the same each time. */
const TELLING = /^(?:(docker|iptables(-legacy|-nft)?|nft|ipset|update-alternatives)\b|cat \/proc\/net\/snmp$)/;

/** Names of requests by the number of their line. */
export function accessNames(text: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  let name: string | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, announced] = /^# access: (.+)$/.exec(line) ?? [];
    if (announced !== undefined) name = announced;
    else if (name !== undefined && line.trim() !== '' && !line.startsWith('#')) {
      names.set(index + 1, name);
      name = undefined;
    }
  }
  return names;
}

/** Runs a session some times on machines of its own. Throws a `RealMachineError`, and an `Error` if the runs have other rules. */
export async function capture(
  text: string,
  commands: readonly SessionCommand[],
  runs: number,
  tell: (line: string) => void,
): Promise<Capture> {
  const names = accessNames(text);
  const nameOf = (index: number) => names.get(commands[index]?.lineNumber ?? 0);
  const captured: (readonly Access[])[] = [];
  let provenance = '';
  for (let run = 1; run <= runs; run += 1) {
    tell(`run ${run} of ${runs}`);
    await withRealLab({}, async (lab) => {
      provenance = await versions(lab);
      const observations = await observeSession(lab, commands, {
        prepare: async (index) => {
          if (nameOf(index) !== undefined) await lab.host.runScript('zeroTables.sh', ...TABLE_NAMES);
        },
        onOutcome: ({ place, command, exitCode, stderr }) =>
          tell(`  ${place}# ${command}${exitCode === 0 ? '' : `  => ${exitCode} ${stderr.trim().slice(0, 300)}`}`),
      });
      captured.push(
        observations.flatMap((observation, index) => {
          const name = nameOf(index);
          return name === undefined ? [] : [accessOf(name, observation)];
        }),
      );
    });
  }
  return { provenance, accesses: mergeRuns(captured) };
}

async function versions({ host }: RealLab): Promise<string> {
  const [docker = '', iptables = '', nginx = '', curl = ''] = (await host.runScript('versions.sh')).split('\n');
  const kernel = release().split('-')[0];
  return [
    `npm run capture on Linux ${kernel}, dockerd ${docker.split(' ')[1]}`,
    iptables.replace(' v', ' '),
    `nginx ${nginx}, curl ${curl.split(' ')[1]}`,
  ].join(', ');
}

function accessOf(name: string, { outcome, save, frames }: RealObservation): Access {
  const packets: Record<string, string[]> = {};
  for (const { interface: place, direction, frame } of frames) {
    const row = typeof frame === 'string' ? frame : describe(frame);
    if (!place.startsWith('host ') || row === undefined) continue;
    const device = place.slice('host '.length);
    packets[device] = [...(packets[device] ?? []), `${direction} ${row}`];
  }
  return {
    name,
    line: `${outcome.place}# ${outcome.command}`,
    exitCode: outcome.exitCode,
    ...(TELLING.test(outcome.command) ? { output: outcome.stdout + outcome.stderr } : {}),
    tables: iptablesPart(save)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')),
    packets: Object.fromEntries(
      Object.entries(packets).map(([device, rows]) => [device, rows.length > MOST_PACKETS ? summary(rows) : rows]),
    ),
  };
}

/** Of IP packets only. */
function describe({ payload }: EthernetFrame): string | undefined {
  return payload.kind === 'arp' ? undefined : describePacket(payload, shownPort).replace(/ id \S+/, '');
}
