/**
 * What the real kernel shows of a session's requests, as data for tests that run without it: data/README.md says what is
 * in it. A comment `# access: NAME` marks the next command as a request.
 */
import { release } from 'node:os';
import { describePacket, type SessionCommand, summary } from '../lab';
import { TABLE_NAMES } from '../netfilter';
import type { EthernetFrame } from '../packet';
import { withKernelLab } from './interrupt';
import type { KernelLab } from './lab';
import { type KernelObservation, observeSession } from './observe';

/** More packets than these are counted by their looks. */
export const MOST_PACKETS = 100;

export interface CapturedAccess {
  readonly line: string;
  /** A list, if it varies. */
  readonly exitCode: number | readonly number[];
  /** Of a docker command: what it printed, then what it complained about. */
  readonly output?: string;
  /** All lines of `iptables-save -c` after it, or by index those that differ from the request before. */
  readonly tables: readonly string[] | Readonly<Record<string, string>>;
  /** IP packets by the host's interface, a line each. */
  readonly packets: Readonly<Record<string, readonly string[]>>;
  /** What was not the same in all runs: indices of lines, and interfaces. */
  readonly varies?: { readonly tables?: readonly number[]; readonly packets?: readonly string[] };
}

export interface Capture {
  readonly provenance: string;
  readonly accesses: Readonly<Record<string, CapturedAccess>>;
}

interface Access {
  readonly name: string;
  readonly line: string;
  readonly exitCode: number;
  readonly output?: string;
  readonly tables: readonly string[];
  readonly packets: Readonly<Record<string, readonly string[]>>;
}

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

/** Runs a session some times on machines of its own. Throws a `KernelError`, and an `Error` if the runs have other rules. */
export async function capture(
  text: string,
  commands: readonly SessionCommand[],
  runs: number,
  tell: (line: string) => void,
): Promise<Capture> {
  const names = accessNames(text);
  const captured: (readonly Access[])[] = [];
  let provenance = '';
  for (let run = 1; run <= runs; run += 1) {
    tell(`run ${run} of ${runs}`);
    await withKernelLab({}, async (lab) => {
      provenance = await versions(lab);
      const observations = await observeSession(lab, commands, {
        prepare: async (index) => {
          if (names.has(commands[index]!.lineNumber)) await lab.host.runScript('zeroTables.sh', ...TABLE_NAMES);
        },
        onOutcome: ({ place, command, exitCode, stderr }) =>
          tell(`  ${place}# ${command}${exitCode === 0 ? '' : `  => ${exitCode} ${stderr.trim().slice(0, 300)}`}`),
      });
      captured.push(
        observations.flatMap((observation, index) => {
          const name = names.get(commands[index]!.lineNumber);
          return name === undefined ? [] : [accessOf(name, observation)];
        }),
      );
    });
  }
  return { provenance, accesses: merge(captured) };
}

async function versions({ host }: KernelLab): Promise<string> {
  const [docker = '', iptables = '', nginx = '', curl = ''] = (await host.runScript('versions.sh')).split('\n');
  const kernel = release().split('-')[0];
  return [
    `npm run capture on Linux ${kernel}, dockerd ${docker.split(' ')[1]}`,
    iptables.replace(' v', ' '),
    `nginx ${nginx}, curl ${curl.split(' ')[1]}`,
  ].join(', ');
}

function accessOf(name: string, { outcome, save, frames }: KernelObservation): Access {
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
    ...(outcome.command.startsWith('docker ') ? { output: outcome.stdout + outcome.stderr } : {}),
    tables: save.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
    packets: Object.fromEntries(
      Object.entries(packets).map(([device, rows]) => [device, rows.length > MOST_PACKETS ? summary(rows) : rows]),
    ),
  };
}

/** Of IP packets only. */
function describe({ payload }: EthernetFrame): string | undefined {
  return payload.kind === 'arp' ? undefined : describePacket(payload, shownPort).replace(/ id \S+/, '');
}

/** Ephemeral ports differ from run to run. */
function shownPort(port: number): string {
  return port >= 32768 ? '*' : String(port);
}

/** The first run, shortened, and where others differ. */
function merge(runs: readonly (readonly Access[])[]): Capture['accesses'] {
  const [first = [], ...others] = runs;
  let before: readonly string[] | undefined;
  return Object.fromEntries(
    first.map(({ name, line, exitCode, output, tables, packets }, index) => {
      const same = others.map((run) => run[index]!);
      if (same.some((other) => other.tables.length !== tables.length))
        throw new Error(`${line}: the runs are not alike`);
      const codes = [...new Set([exitCode, ...same.map((other) => other.exitCode)])].sort((a, b) => a - b);
      const differs = (rows: readonly string[], other: readonly string[] = []) => rows.join('\n') !== other.join('\n');
      const variedTables = tables.flatMap((row, at) => (same.some((other) => other.tables[at] !== row) ? [at] : []));
      const variedPackets = Object.keys(packets).filter((device) =>
        same.some((other) => differs(packets[device]!, other.packets[device])),
      );
      const isSteady = ([device]: readonly [string, unknown]) => !variedPackets.includes(device);
      const access: CapturedAccess = {
        line,
        exitCode: codes.length === 1 ? exitCode : codes,
        ...(output === undefined ? {} : { output }),
        tables: shorten(before, tables),
        packets: Object.fromEntries(Object.entries(packets).filter(isSteady)),
        ...(variedTables.length + variedPackets.length === 0
          ? {}
          : {
              varies: {
                ...(variedTables.length === 0 ? {} : { tables: variedTables }),
                ...(variedPackets.length === 0 ? {} : { packets: variedPackets }),
              },
            }),
      };
      before = tables;
      return [name, access];
    }),
  );
}

/** Only the lines that are new, if they are counters of the same rules. */
function shorten(before: readonly string[] | undefined, tables: readonly string[]): CapturedAccess['tables'] {
  const rules = (lines: readonly string[]) => lines.join('\n').replace(/\[\d+:\d+\]/g, '');
  if (before === undefined || rules(before) !== rules(tables)) return tables;
  return Object.fromEntries(tables.flatMap((line, at) => (line === before[at] ? [] : [[String(at), line]])));
}

/** JSON with a row a line, so that a difference is a line's. */
export function rowJson(value: unknown, depth = 0): string {
  const pad = '  '.repeat(depth);
  if (Array.isArray(value) && value.length > 0)
    return `[\n${value.map((row) => `${pad}  ${JSON.stringify(row)}`).join(',\n')}\n${pad}]`;
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, entry]) => `${pad}  ${JSON.stringify(key)}: ${rowJson(entry, depth + 1)}`,
  );
  return `{\n${entries.join(',\n')}\n${pad}}`;
}
