/** Audits of one host or many, side by side, in the formats that people and CI servers read. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { auditHtml, auditJunit, auditSarif } from '../../compare';
import {
  type AuditResult,
  auditLine,
  auditText,
  countsText,
  isAsBadAs,
  parseResult,
  resultOf,
  type Severity,
} from '../../host';
import { UsageError } from '../command';
import { WaitingLine } from '../waitingLine';
import { auditPath, auditSideBySide } from './auditJobs';
import { hostsOf, loadHostPath } from './hostFiles';
import { reasonOf } from './sessionFile';

/** A part of the hosts, 1-based. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Options of `chainwalk audit`. */
export interface AuditCommandOptions {
  readonly format: 'text' | 'json' | 'jsonl' | 'html' | 'sarif' | 'junit';
  readonly failOn: Severity | 'never';
  readonly oneHost?: boolean;
  readonly jobs?: number;
  readonly shard?: Shard;
}

/** The exit code is 2 if a host could not be read, 1 if something as bad as `failOn` was found, else 0. Throws a `UsageError`. */
export async function auditPaths(
  paths: readonly string[],
  options: AuditCommandOptions,
  print: (text: string) => void,
): Promise<number> {
  const { format, failOn } = options;
  const hosts = await hostsToAudit(paths, options);
  const [only] = hosts;
  if (only !== undefined && hosts.length === 1 && format === 'text' && !isResults(only)) {
    const audit = (await loadHostPath(only)).audit();
    print(auditText(audit));
    return exitCodeOf([resultOf(only, audit)], failOn);
  }
  const results = await resultsOf(hosts, options, print);
  if (format === 'json') print(`${JSON.stringify(results, null, 1)}\n`);
  else if (format === 'html') print(auditHtml(results));
  else if (format === 'sarif') print(auditSarif(results));
  else if (format === 'junit') print(auditJunit(results, failOn));
  else if (format === 'text')
    print(`\n${results.length} hosts: ${countsText(results.flatMap(({ findings }) => findings))}\n`);
  return exitCodeOf(results, failOn);
}

/** Those of this part. */
async function hostsToAudit(
  paths: readonly string[],
  { oneHost = false, shard: part = { index: 1, count: 1 } }: AuditCommandOptions,
): Promise<readonly string[]> {
  const hosts = await hostsOf(paths, oneHost);
  return hosts.filter((_, index) => index % part.count === part.index - 1);
}

/** In the order of the hosts; lines are printed as soon as those before them are. */
async function resultsOf(
  hosts: readonly string[],
  { format, jobs }: AuditCommandOptions,
  print: (text: string) => void,
): Promise<readonly AuditResult[]> {
  const results: (readonly AuditResult[] | undefined)[] = hosts.map(() => undefined);
  let [done, printed] = [0, 0];
  const waiting = new WaitingLine(process.stderr);
  const take = (index: number, some: readonly AuditResult[]) => {
    results[index] = some;
    done += 1;
    for (let next = results[printed]; next !== undefined; next = results[++printed]) {
      const lines =
        format === 'text' ? next.map(auditLine) : format === 'jsonl' ? next.map((one) => JSON.stringify(one)) : [];
      waiting.clear();
      for (const line of lines) print(`${line}\n`);
    }
  };
  await waiting.during(
    () => `${done} of ${hosts.length} hosts are audited`,
    async () => {
      const fresh = [...hosts.keys()].filter((index) => !isResults(hosts[index] ?? ''));
      for (const [index, host] of hosts.entries()) if (isResults(host)) take(index, await readResults(host));
      const many = Math.min(fresh.length, jobs ?? availableParallelism());
      const paths = fresh.map((index) => hosts[index] ?? '');
      const give = (at: number, result: AuditResult) => take(fresh[at] ?? 0, [result]);
      if (many > 1) await auditSideBySide(paths, many, give);
      else for (const [at, path] of paths.entries()) give(at, await auditPath(path));
    },
  );
  return results.flatMap((some) => some ?? []);
}

function isResults(path: string): boolean {
  return path.endsWith('.jsonl');
}

async function readResults(path: string): Promise<readonly AuditResult[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  });
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const result = parseResult(line);
    if (result === undefined) throw new UsageError(`line ${index + 1} of ${path} is no result of chainwalk audit`);
    return [result];
  });
}

function exitCodeOf(results: readonly AuditResult[], failOn: Severity | 'never'): number {
  if (results.some(({ error }) => error !== undefined)) return 2;
  return failOn !== 'never' && results.some(({ findings }) => isAsBadAs(findings, failOn)) ? 1 : 0;
}
