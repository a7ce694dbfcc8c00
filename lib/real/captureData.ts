/** What runs show of a session's requests, put together as data: data/README.md says what is in it. */

/** A request, as all runs show it. */
export interface CapturedAccess {
  readonly line: string;
  /** A list, if it varies. */
  readonly exitCode: number | readonly number[];
  /** Of a command of docker, or of one about rules: what it printed, then what it complained about. */
  readonly output?: string;
  /** All lines of `iptables-save -c` after it, or by index those that differ from the request before. */
  readonly tables: readonly string[] | Readonly<Record<string, string>>;
  /** IP packets by the host's interface, a line each. */
  readonly packets: Readonly<Record<string, readonly string[]>>;
  /** What was not the same in all runs: indices of lines, and interfaces. */
  readonly varies?: { readonly tables?: readonly number[]; readonly packets?: readonly string[] };
}

/** What is written to a file. */
export interface Capture {
  readonly provenance: string;
  readonly accesses: Readonly<Record<string, CapturedAccess>>;
}

/** What one run shows of a request. */
export interface Access {
  readonly name: string;
  readonly line: string;
  readonly exitCode: number;
  readonly output?: string;
  readonly tables: readonly string[];
  readonly packets: Readonly<Record<string, readonly string[]>>;
}

/** The first of the ports that a machine gives by itself. Linux: net.ipv4.ip_local_port_range. */
const FIRST_EPHEMERAL_PORT = 32_768;

/** A port, or `*` for one that a machine gave by itself: it differs from run to run. */
export function shownPort(port: number): string {
  return port >= FIRST_EPHEMERAL_PORT ? '*' : String(port);
}

/** The first run, shortened, and where others differ. */
export function mergeRuns(runs: readonly (readonly Access[])[]): Capture['accesses'] {
  const [first = [], ...others] = runs;
  let before: readonly string[] | undefined;
  return Object.fromEntries(
    first.map(({ name, line, exitCode, output, tables, packets }, index) => {
      const same = others.flatMap((run) => run[index] ?? []);
      if (same.some((other) => other.tables.length !== tables.length))
        throw new Error(`${line}: the runs are not alike`);
      const codes = [...new Set([exitCode, ...same.map((other) => other.exitCode)])].sort((a, b) => a - b);
      const differs = (rows: readonly string[] = [], other: readonly string[] = []) =>
        rows.join('\n') !== other.join('\n');
      const variedTables = tables.flatMap((row, at) => (same.some((other) => other.tables[at] !== row) ? [at] : []));
      const variedPackets = Object.keys(packets).filter((device) =>
        same.some((other) => differs(packets[device], other.packets[device])),
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
