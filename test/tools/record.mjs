/**
 * Records what the real tools answer to data/tools/commands.txt, into data/tools/recorded.json. Needs root, unshare, and
 * Debian 12's iproute2, net-tools, bridge-utils, procps, psmisc, conntrack, curl: `unshare -n -p -f --mount-proc node test/tools/record.mjs`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../../data/tools/', import.meta.url);
for (const setting of ['all', 'default']) spawnSync('sysctl', ['-qw', `net.ipv6.conf.${setting}.disable_ipv6=1`]);
spawnSync('sysctl', ['-qw', 'net.ipv6.conf.lo.disable_ipv6=0']);

const commands = readFileSync(new URL('commands.txt', folder), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const recorded = commands.map((command) => {
  const { stdout, stderr, status } = spawnSync('bash', ['-c', command], { encoding: 'utf8', input: '' });
  // The recorder's own UNIX sockets are no part of it. A person's own shell does not number its lines.
  return {
    command,
    stdout: stdout.replace(/^unix .*\n/gm, ''),
    stderr: stderr.replace(/^bash: line 1: /gm, 'bash: '),
    exitCode: status,
  };
});
writeFileSync(
  new URL('recorded.json', folder),
  `[\n${recorded.map((record) => JSON.stringify(record)).join(',\n')}\n]\n`,
);
