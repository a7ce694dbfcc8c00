/**
 * Asks the real ip6tables: runs cases6.txt on ip6tables-legacy 1.8.9 in a network namespace of its own and writes what it
 * answered to data/iptables/cases6.json. Needs root; the namespace ends with the shell in it.
 *
 *     node test/tools/iptables/record6.mjs
 *
 * cases6.txt: groups of lines with blank lines between. A group begins with empty tables, its lines run one after the other.
 * `#` begins a comment. `< TEXT` is the standard input, `|` its ends of lines.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const CASES = new URL('./cases6.txt', import.meta.url);
const RECORDED = new URL('../../../data/iptables/cases6.json', import.meta.url);

/** The lines of a group in a namespace that it begins with, each with what it answers. */
function record(lines) {
  const steps = lines.map((line) => {
    const [command, ...rest] = line.split(' < ');
    const [program, ...argv] = command.trim().split(/\s+/);
    return { program, argv, ...(rest.length === 0 ? {} : { input: `${rest.join(' < ').replaceAll('|', '\n')}\n` }) };
  });
  const asked = JSON.stringify(steps);
  const { stdout } = spawnSync('unshare', ['-n', process.execPath, '-e', AGENT], { input: asked, encoding: 'utf8' });
  return JSON.parse(stdout);
}

const AGENT = `
  const { spawnSync } = require('node:child_process');
  const steps = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  console.log(JSON.stringify(steps.map((step) => {
    const real = step.program.replace('ip6tables', 'ip6tables-legacy');
    const { status, stdout, stderr } = spawnSync(real, step.argv, { input: step.input ?? '', encoding: 'utf8' });
    return {
      ...step,
      exitCode: status,
      stdout: stdout.replace(/^#.*\\n/gm, ''),
      stderr: stderr.replaceAll(real + ':', step.program + ':'),
    };
  })));
`;

const groups = readFileSync(CASES, 'utf8')
  .split(/\n\s*\n/)
  .map((block) => block.split('\n').filter((line) => line !== '' && !line.startsWith('#')))
  .filter((lines) => lines.length > 0);
const body = groups.map(
  (lines) =>
    `[\n${record(lines)
      .map((step) => JSON.stringify(step))
      .join(',\n')}\n]`,
);
writeFileSync(RECORDED, `[\n${body.join(',\n')}\n]\n`);
