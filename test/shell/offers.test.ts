/** What the interpreter offers: a version that offers more is looked at before it is used. */
import { Bash } from 'just-bash';
import { expect, test } from 'vitest';
import { Lab, lab } from '../../lib/lab';
import { TEXT_COMMANDS } from '../../lib/shell';
import { busyboxPrograms, programs, UNMODELLED_APPLETS, UNMODELLED_PROGRAMS } from '../../lib/tools';

/** Commands that no place has, or that are programs of the simulation. */
const NOT_USED = 'clear date help history hostname html-to-markdown rg sleep sqlite3 time timeout whoami xan yq'.split(
  ' ',
);

test('each of its commands is one that touches nothing but text and files, or is left out', async () => {
  const { stdout } = await new Bash({ defenseInDepth: false }).exec('ls /usr/bin');
  expect(stdout.trim().split('\n')).toEqual([...TEXT_COMMANDS, ...NOT_USED].sort());
});

test.each(['sqlite3', 'js-exec', 'rg', 'yq', 'xan', 'html-to-markdown'])('%s is no command here', async (name) => {
  const { stdout, stderr, exitCode } = await new Lab().run('host', name);
  expect([stdout, stderr, exitCode]).toEqual(['', `bash: ${name}: command not found\n`, 127]);
});

test.each(['node', 'python3', 'htop', 'strace', '/usr/bin/nmap', 'bind'])(
  '%s is on real machines, and refused by name here',
  async (name) => {
    const { stdout, stderr, exitCode } = await new Lab().run('host', name);
    expect([stdout, stderr, exitCode]).toEqual(['', `bash: ${name}: not modelled by chainwalk\n`, 127]);
  },
);

test('what is offered is not called unmodelled', () => {
  const ofHost = [...TEXT_COMMANDS, ...programs.keys(), 'history', 'watch', 'docker', 'dockerd', 'docker-proxy'];
  expect(UNMODELLED_PROGRAMS.filter((name) => ofHost.includes(name))).toEqual([]);
  expect(UNMODELLED_APPLETS.filter((name) => [...TEXT_COMMANDS, ...busyboxPrograms.keys()].includes(name))).toEqual([]);
});

test('a container’s busybox has applets that are refused; other programs are not in it', async () => {
  const machines = await lab();
  for (const line of ['systemctl start docker', 'docker run --name ng1 -d lkarrie/nginx1'])
    await machines.run('host', line);
  const saying = async (place: string, line: string) => (await machines.run(place, line)).stderr;
  expect(await saying('ng1', 'telnet 192.168.70.1')).toBe('sh: telnet: not modelled by chainwalk\n');
  expect(await saying('ng1', 'tcpdump')).toBe('sh: tcpdump: not found\n');
  expect(await saying('host', 'docker exec ng1 telnet ng1')).toContain('chainwalk does not model telnet in containers');
  const missing = await machines.run('host', 'docker exec ng1 tcpdump');
  expect([missing.exitCode, missing.stdout]).toEqual([
    126,
    expect.stringContaining('executable file not found in $PATH'),
  ]);
});

test('neither the real environment nor the real files are seen', async () => {
  process.env.CHAINWALK_SECRET = 'seen';
  const { stdout } = await new Lab().run('host', `env; echo $CHAINWALK_SECRET; ls / ${__dirname}`);
  delete process.env.CHAINWALK_SECRET;
  expect(stdout).not.toContain('seen');
  expect(stdout).not.toContain('offers.test.ts');
});
