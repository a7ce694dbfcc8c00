/** `npm run bench`: prints what a simulated host manages on one thread, beside the real kernel, as tables for the README. */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { articleHost, type BenchHost, hostWithPorts, sameWithNft } from './host';
import { type KernelRates, measureKernel, whyNoKernel, whyNoNft } from './kernel';
import type { LoadedHostCosts } from './loadedHost';
import type { Memory } from './memory';
import { measure, type Rate, type Rates } from './rates';
import type { RecordingMemory } from './recording';
import { measureStartup } from './startup';

const PORTS = [10, 100, 1000, 5000] as const;

async function main(): Promise<void> {
  console.error('measuring: startup');
  const startup = measureStartup();
  const noKernel = whyNoKernel();
  const rows: string[][] = [];
  const noNft = whyNoNft();
  const add = async (name: string, host: BenchHost, whyNot = noKernel) => {
    console.error(`measuring: ${name}`);
    const rates = await measure(host);
    rows.push(row(name, rates, whyNot === undefined ? measureKernel(host) : undefined));
  };
  const addAll = async (ports: number) => {
    const name = `${ports.toLocaleString('en')} published ports`;
    const host = await hostWithPorts(ports);
    await add(name, host);
    await add(`${name}, in nft`, await sameWithNft(host), noNft);
    await add(`${name}, by iptables-nft`, await hostWithPorts(ports, 'iptables-nft'));
    await add(`${name}, by 29’s nftables`, await hostWithPorts(ports, '29 nftables'), noNft);
  };
  await add('the article’s', await articleHost());
  const chosen = process.argv.slice(2).map(Number);
  for (const ports of chosen.length > 0 ? chosen : PORTS) await addAll(ports);
  console.error('measuring: memory');
  const memory = measureAlone<Memory>('memory.js');
  const recording = measureAlone<RecordingMemory>('recording.js');
  console.error('measuring: a loaded host');
  const loaded = measureAlone<LoadedHostCosts>('loadedHost.js');
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'an unknown processor'}, one thread\n`);
  console.log(markdown(HEADER, rows));
  if (noKernel !== undefined) console.log(`\nThe kernel was not asked: ${noKernel}.`);
  else if (noNft !== undefined) console.log(`\nThe kernel was not asked about rules of nft: ${noNft}.`);
  const more = (value: number) => `${value.toFixed(0)} ms more (${(value / startup.bare).toFixed(1)} ×)`;
  console.log(
    `\nA bare Node takes ${startup.bare.toFixed(0)} ms; importing chainwalk ${more(startup.imported)}, \`chainwalk --version\` ${more(startup.version)}.`,
  );
  const megabytes = (memory.bytes / 1e6).toFixed(0);
  const each = (memory.bytes / memory.containers / 1000).toFixed(0);
  console.log(
    `\nA host with ${memory.containers.toLocaleString('en')} running containers, each with a published port: ${megabytes} MB of heap, ${each} kB a container.`,
  );
  console.log(
    `\nA recorded packet takes ${recording.recorded.toFixed(0)} bytes of the heap, and its journey and rows, once they are asked for, ${recording.observed.toFixed(0)} more.`,
  );
  const inFull = (value: number) => value.toLocaleString('en');
  console.log(
    `\nA dump of ${inFull(loaded.rules)} rules and ${loaded.containers} containers: loaded and asked for the first time in ${loaded.load.toFixed(0)} ms of processor time, a question after that in ${loaded.question.toFixed(0)} ms, with remedies in ${loaded.remedies.toFixed(0)} ms; ${(loaded.memory / 1e6).toFixed(0)} MB in all.`,
  );
}

const HEADER = [
  'rules',
  'packets/s',
  'recorded packets/s',
  'new flows/s',
  'kernel packets/s',
  'kernel new flows/s',
  'ratio, packets',
  'ratio, flows',
];

function row(name: string, { established, recorded, newFlows }: Rates, kernel: KernelRates | undefined): string[] {
  const own = [established, recorded, newFlows].map(withSpread);
  if (kernel === undefined) return [name, ...own, '–', '–', '–', '–'];
  const { established: packets, newFlows: flows } = kernel;
  const ratios = [established.perSecond / packets, newFlows.perSecond / flows];
  return [name, ...own, thousands(packets), thousands(flows), ...ratios.map((ratio) => ratio.toFixed(1))];
}

function withSpread({ perSecond, plusMinus }: Rate): string {
  return `${thousands(perSecond)} ± ${((100 * plusMinus) / perSecond).toFixed(0)} %`;
}

function thousands(value: number): string {
  return `${Math.round(value / 1000).toLocaleString('en')},000`;
}

function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** In a process of its own, whose heap holds nothing else. */
function measureAlone<Costs>(name: string): Costs {
  const script = join(__dirname, name);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script}: ${stderr}`);
  return JSON.parse(stdout) as Costs;
}

void main();
