/** Every command of the article: it ends as the real one did, and what it prints equals what the real tools printed at the same step. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { mask } from '../../lib/compare';
import { Lab, type Outcome, parseSession } from '../../lib/lab';

const ARTICLE = join(__dirname, '../../data/article');
const STEPS = readdirSync(ARTICLE).filter((name) => /^\d\d-/.test(name));
const SESSION = parseSession(readFileSync(join(ARTICLE, 'article.session'), 'utf8'), 'article.session');

/** What the real tools printed after a step, by command. */
function captured(step: string): ReadonlyMap<string, readonly string[]> {
  const after = join(ARTICLE, step, 'after');
  const folder = existsSync(after) ? after : join(ARTICLE, step);
  const sections = new Map<string, string[]>();
  for (const file of ['net.txt', 'docker.txt', 'iptables-nvL.txt']) {
    if (!existsSync(join(folder, file))) continue;
    for (const section of readFileSync(join(folder, file), 'utf8').split(/^(?=\$ )/m)) {
      const [, command = '', output = ''] = /^\$ (.*)\n([\s\S]*)$/.exec(section) ?? [];
      sections.set(command, [...(sections.get(command) ?? []), output.replace(/^# veth of .*\n/gm, '')]);
    }
  }
  return sections;
}

/** Commands that the captures call otherwise, and `bridge`, which is no command of the article. */
const INSPECT_NETWORK = "docker inspect <network> | jq '.[]|{Name,IPAM,Options,Containers}'";
const PROXIES = 'ps -ef | grep docker-proxy   (children of dockerd)';
const NOT_COMPARED = /^bridge /;

/** The command to type for a captured section. */
function typed(command: string, output: string): string {
  if (command === INSPECT_NETWORK) return command.replace('<network>', /"Name": "(\w+)"/.exec(output)?.[1] ?? '');
  if (command === PROXIES) return 'ps -ef | grep docker-proxy | grep -v grep | awk \'{$1=$3=$4=$5=$6=$7=""; print}\'';
  return command;
}

/** Both as one would compare them by eye; the captures' list of docker-proxies has columns of its own. */
function normalised(command: string, output: string): string {
  const text = mask(command, output, (port) => port >= 32_768);
  return command === PROXIES ? text.replace(/^ *\d+ +/gm, 'PID ').trim() : text;
}

const COUNTER = /([RT]X) packets (\d+) {2}bytes (\d+) \(.*\)/g;

/**
 * How often neighbours were asked after in between depends on the kernel's random times and on the pauses of the person:
 * counters that differ by nothing but whole ARP packets (42 bytes, and 28 for what a bridge hands up) become those of `real`.
 */
function withArpOf(real: string, simulated: string): string {
  const expected = [...real.matchAll(COUNTER)];
  let index = 0;
  return simulated.replace(COUNTER, (text, _direction, packets: string, bytes: string) => {
    const [whole = '', , realPackets, realBytes] = expected[index++] ?? [];
    const [more, moreBytes] = [Number(packets) - Number(realPackets), Number(bytes) - Number(realBytes)];
    return Math.abs(more) <= 10 && (moreBytes === 42 * more || moreBytes === 28 * more) ? whole : text;
  });
}

const outcomes: Outcome[] = [];
const answers = new Map<string, string>();

beforeAll(async () => {
  const lab = new Lab({ iptablesVersion: '1.8.9' });
  let step = 0;
  for (const { place, command } of SESSION) {
    outcomes.push(await lab.run(place, command));
    if (command !== 'iptables-save -c') continue;
    const name = STEPS[step++] ?? '';
    for (const [real, outputs] of captured(name)) {
      if (NOT_COMPARED.test(real)) continue;
      for (const [index, output] of outputs.entries()) {
        // No time passes between these: the next command of the session starts when it would have without them.
        const { stdout, stderr } = await lab.shell(lab.host).type(typed(real, output));
        answers.set(`${name} ${real} ${index}`, stdout + stderr);
      }
    }
  }
}, 120_000);

test('every command of the session ends as the real one did', () => {
  const failed = outcomes.filter(({ exitCode }) => exitCode !== 0);
  expect(failed.map(({ place, command, exitCode }) => [place, command, exitCode])).toEqual([
    ['client', 'curl -sS -i http://192.168.70.6:8081', 7],
    ['ng1', 'curl -sS -i http://192.168.70.6:8001', 7],
    ['ng2', 'curl -sS -i http://172.17.0.2:80', 28],
    ['ng2', 'curl -sS -i http://172.17.0.2:80', 28],
  ]);
});

describe.each(STEPS)('after step %s', (step) => {
  const sections = [...captured(step)].filter(([command]) => !NOT_COMPARED.test(command));
  test.each(sections)('%s', (command, outputs) => {
    for (const [index, output] of outputs.entries()) {
      const real = normalised(command, output);
      const simulated = normalised(command, answers.get(`${step} ${command} ${index}`) ?? '');
      expect(command === 'ifconfig -a' ? withArpOf(real, simulated) : simulated).toBe(real);
    }
  });
});
