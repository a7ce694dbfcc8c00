/** `npm run fuzz:kernel -- [--cases N] [--seed S] [--replay FILE…] [--write FOLDER]` */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzzKernel, isEqual } from './fuzzKernel';
import { Kernel, whyNoKernel } from './kernel';
import { differenceText, sessionText } from './sessionFile';
import { simulate } from './simulate';

export async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      cases: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      most: { type: 'string', default: '20' },
      write: { type: 'string', default: 'fuzz-differences' },
      replay: { type: 'boolean', default: false },
    },
  });
  const why = whyNoKernel();
  if (why !== undefined) {
    console.error(`The real kernel cannot be asked here: ${why}.`);
    return 1;
  }
  const kernel = await Kernel.start();
  process.once('SIGINT', () => void kernel.stop().then(() => process.exit(130)));
  try {
    return await (values.replay ? replay(kernel, positionals) : fuzz(kernel, values));
  } finally {
    await kernel.stop();
  }
}

async function fuzz(
  kernel: Kernel,
  values: { cases: string; seed: string; most: string; write: string },
): Promise<number> {
  const [count, seed, most] = [Number(values.cases), Number(values.seed), Number(values.most)];
  const started = Date.now();
  let written = 0;
  const result = await fuzzKernel(
    kernel,
    { count, seed, most },
    ({ done, differences, fleeting, refused, packets }) => {
      const seconds = (Date.now() - started) / 1000;
      console.log(
        `${done} of ${count} cases, ${(done / seconds).toFixed(1)} a second, ${packets} packets; ${differences.length} differ, ${fleeting} fleeting, ${refused} refused`,
      );
      for (; written < differences.length; written++) {
        const difference = differences[written]!;
        mkdirSync(values.write, { recursive: true });
        const file = join(values.write, `seed-${seed}-${written + 1}.json`);
        writeFileSync(file, sessionText({ ...difference.session, real: difference.real }));
        console.log(`${differenceText(difference)}\n  written to ${file}`);
      }
    },
  );
  return result.differences.length === 0 ? 0 : 1;
}

/** Runs sessions again on both sides, and keeps the real kernel's answer. */
async function replay(kernel: Kernel, files: readonly string[]): Promise<number> {
  let differing = 0;
  for (const file of files) {
    const session = JSON.parse(readFileSync(file, 'utf8'));
    const { outcome: simulated } = simulate(session);
    const real = await kernel.run(session);
    const { settings, rules, steps } = session;
    writeFileSync(file, sessionText({ settings, rules, steps, real }));
    if (isEqual(simulated, real)) console.log(`${file}: equal`);
    else {
      differing += 1;
      console.log(`${file}: ${differenceText({ session, simulated, real })}`);
    }
  }
  return differing === 0 ? 0 : 1;
}
