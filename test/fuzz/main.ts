/** The commands `npm run fuzz` and `npm run fuzz:kernel`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { FuzzSession, Outcome } from './case';
import { type Options, readOptions } from './commandLine';
import { commandDifferenceText, fuzzCommands } from './fuzzCommands';
import { fuzzKernel, isEqual } from './fuzzKernel';
import { fuzzHosts, hostDifferenceText } from './hosts/fuzzHosts';
import { brokenInvariants } from './invariants';
import { Kernel, whyNoKernel, whyNoNft } from './kernel';
import { differenceText, type RecordedSession, rows, sessionText } from './sessionFile';
import { fuzzSessions } from './sessions/fuzzSessions';
import { simulate } from './simulate';
import { cases } from './traffic';
import { fuzzTransfers, replayTransfers, transferDifferenceText } from './transfers/fuzzTransfers';

/** Runs `kernel` or `invariants`; returns the exit code. */
export async function main([command, ...argv]: readonly string[]): Promise<number> {
  try {
    const options = readOptions(argv);
    return await (command === 'kernel' ? onKernel(options) : invariants(options));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
}

function invariants({ count, seed }: Options): number {
  let done = 0;
  const started = Date.now();
  const result = fc.check(
    fc.property(cases, (random) => {
      const problems = brokenInvariants(random);
      if (problems.length > 0) throw new Error(problems.join('; '));
      done += 1;
      if (done % 500 === 0) console.log(`${done} of ${count} cases, ${rate(done, started)} a second`);
    }),
    { numRuns: count, seed },
  );
  if (result.failed) {
    const [smallest] = result.counterexample ?? [];
    console.log(`${result.errorInstance instanceof Error ? result.errorInstance.message : ''}:`);
    console.log(JSON.stringify(smallest, undefined, 1));
    return 1;
  }
  console.log(`${done} cases: every packet ended once, counters only grew, rules survived being saved, runs repeated.`);
  return 0;
}

async function onKernel(options: Options): Promise<number> {
  const why = options.nft || options.hosts ? whyNoNft() : whyNoKernel();
  if (why !== undefined) throw new Error(`The real kernel cannot be asked here: ${why}.`);
  if (options.hosts) return await askHosts(options);
  if (options.sessions) return askSessions(options);
  if (options.transfers) return await askTransfers(options);
  const kernel = await Kernel.start();
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.once(signal, () => void kernel.stop().then(() => process.exit(exitCode)));
  try {
    if (options.replay) return await replay(kernel, options.files);
    return await (options.rules ? fuzzRules(kernel, options) : fuzz(kernel, options));
  } finally {
    await kernel.stop();
  }
}

async function fuzz(kernel: Kernel, options: Options): Promise<number> {
  const started = Date.now();
  let written = 0;
  let told = 0;
  const { differences } = await fuzzKernel(
    kernel,
    { ...options, kept: keeper(options) },
    ({ done, differences: found }, tally) => {
      console.log(
        `${done} of ${options.count} cases, ${rate(done, started)} a second, ${tally.packets} packets, ${tally.hits} rules counted; ` +
          `${found.length} differ, ${tally.fleeting.length} fleeting, ${tally.refused} refused`,
      );
      for (; told < tally.fleeting.length; told++)
        console.log(differenceText(tally.fleeting[told]!, 'Fleeting, equal when run again'));
      for (; written < found.length; written++) {
        const difference = found[written]!;
        mkdirSync(options.write, { recursive: true });
        const file = join(options.write, `seed-${options.seed}-${written + 1}.json`);
        writeFileSync(file, sessionText({ ...difference.session, real: difference.real }));
        console.log(`${differenceText(difference)}\n  written to ${file}`);
      }
    },
  );
  return differences.length === 0 ? 0 : 1;
}

/** Rules of nft that have to count something for a case to be kept. */
const ENOUGH_RULES = 4;

/** Writes cases that are worth keeping, as data for a test that needs no kernel. */
function keeper({ keep, seed }: Options): (session: FuzzSession, real: Outcome) => void {
  let kept = 0;
  return (session, real) => {
    const counted = real.listed?.match(/counter packets [1-9]/g)?.length ?? 0;
    if (keep === undefined || counted < ENOUGH_RULES) return;
    kept += 1;
    mkdirSync(keep, { recursive: true });
    writeFileSync(join(keep, `seed-${seed}-${kept}.json`), sessionText({ ...session, real }));
  };
}

async function askHosts(options: Options): Promise<number> {
  const started = Date.now();
  let written = 0;
  const { differences } = await fuzzHosts(
    options,
    ({ hosts, questions, counted, refused, fleeting, fates, differences: found }) => {
      console.log(
        `${hosts} of ${options.count} hosts, ${rate(hosts, started)} a second, ${questions} questions, ${counted} rules counted; ` +
          `${[...fates].map(([fate, count]) => `${count} ${fate}`).join(', ')}; ${found.length} differ, ${fleeting} fleeting, ${refused} refused`,
      );
      for (; written < found.length; written++) {
        const difference = found[written]!;
        mkdirSync(options.write, { recursive: true });
        const file = join(options.write, `host-${options.seed}-${written + 1}.json`);
        writeFileSync(file, `${JSON.stringify(difference, plain, 1)}\n`);
        console.log(`${hostDifferenceText(difference)}\n  written to ${file}`);
      }
    },
  );
  return differences.length === 0 ? 0 : 1;
}

function askSessions(options: Options): number {
  let told = 0;
  const different = fuzzSessions(options, ({ sessions, different: found, said }) => {
    console.log(
      `${sessions} of ${options.count} sessions; ${said.trim().split('\n').at(-1)}; ${found.length} sessions differ`,
    );
    for (; told < found.length; told++) console.log(`${said}\n  written to ${found[told]}`);
  });
  return different.length === 0 ? 0 : 1;
}

async function askTransfers(options: Options): Promise<number> {
  if (options.replay) return await replayTransfers(options.files, (line) => console.log(line));
  const started = Date.now();
  let written = 0;
  let told = 0;
  const { differences } = await fuzzTransfers(
    options,
    ({ done, segments, lossy, selective, long, fleeting, differences: found }) => {
      console.log(
        `${done} of ${options.count} transfers, ${rate(done, started)} a second, ${segments} segments; ${lossy} lost some, ${selective} told of gaps, ` +
          `${long} too long; ${found.length} differ, ${fleeting.length} fleeting`,
      );
      for (; told < fleeting.length; told++)
        console.log(
          transferDifferenceText(fleeting[told]!, 'Fleeting, as the real kernel did it otherwise when asked again'),
        );
      for (; written < found.length; written++) {
        const difference = found[written]!;
        mkdirSync(options.write, { recursive: true });
        const file = join(options.write, `transfer-${options.seed}-${written + 1}.json`);
        writeFileSync(file, `${rows({ ...difference.transfer, real: difference.real })}\n`);
        console.log(`${transferDifferenceText(difference)}\n  written to ${file}`);
      }
    },
  );
  return differences.length === 0 ? 0 : 1;
}

/** Counters of dumps may be larger than numbers of JSON. */
function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

async function fuzzRules(kernel: Kernel, options: Options): Promise<number> {
  const started = Date.now();
  let printed = 0;
  const { differences } = await fuzzCommands(kernel, options, ({ done, differences: found }, tally) => {
    console.log(
      `${done} of ${options.count} cases, ${rate(done, started)} a second; commands: ${tally.accepted} accepted, ${tally.refused} refused; ` +
        `${tally.notModelled} cases not modelled, ${found.length} differ`,
    );
    for (; printed < found.length; printed++) console.log(commandDifferenceText(found[printed]!));
  });
  return differences.length === 0 ? 0 : 1;
}

/** Runs sessions again on both sides, and keeps the real kernel's answer. */
async function replay(kernel: Kernel, files: readonly string[]): Promise<number> {
  let differing = 0;
  for (const file of files) {
    const { real: _, ...session }: RecordedSession = JSON.parse(readFileSync(file, 'utf8'));
    const { outcome: simulated } = simulate(session);
    const real = await kernel.run(session);
    writeFileSync(file, sessionText({ ...session, real }));
    if (isEqual(simulated, real)) console.log(`${file}: equal`);
    else {
      differing += 1;
      console.log(`${file}: ${differenceText({ session, simulated, real })}`);
    }
  }
  return differing === 0 ? 0 : 1;
}

function rate(done: number, started: number): string {
  return ((done * 1000) / (Date.now() - started)).toFixed(1);
}
