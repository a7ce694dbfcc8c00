/** ss: its columns as the real one's, states and expressions. */
import { beforeEach, expect, test } from 'vitest';
import { SECOND } from '../../lib/network';
import { busyboxPrograms, programs } from '../../lib/tools';
import { run, start, type World, world } from './world';

let w: World;

beforeEach(() => {
  w = world();
  const nc = busyboxPrograms.get('nc');
  const nginx = programs.get('nginx');
  if (nc === undefined || nginx === undefined) throw new Error('a program is missing');
  start(w.host, nginx, ['nginx', '-g', 'daemon off;']);
  start(w.host, nc, ['nc', '-l', '-p', '7000', '-e', 'cat']);
});

const ss = (...words: readonly string[]) => run(w.host, programs.get('ss'), ['ss', ...words]);

test('what listens, in columns as wide as their cells', () => {
  expect(ss('-tln').stdout).toBe(`State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
LISTEN 0      511          0.0.0.0:80        0.0.0.0:*          
LISTEN 0      1                  *:7000            *:*          
`);
  expect(ss('-Htln').stdout).toBe(
    'LISTEN 0      511    0.0.0.0:80   0.0.0.0:*\nLISTEN 0      1            *:7000       *:*\n',
  );
  expect(ss('-tl', '-4').stdout).toContain('0.0.0.0:http      0.0.0.0:*');
  expect(ss('-tlnp', 'sport = :7000').stdout).toMatch(/\*:\* {4}users:\(\("nc",pid=\d+,fd=3\)\)\n$/);
});

test('a connection, its timer, and who waits after it', () => {
  run(w.client, programs.get('nc'), ['nc', '-N', '192.168.70.6', '7000'], 'x\n');
  const client = (...words: readonly string[]) => run(w.client, programs.get('ss'), ['ss', ...words]).stdout;
  expect(client('-Htan')).toMatch(/^TIME-WAIT 0 {6}0 {6}192\.168\.70\.1:\d+ 192\.168\.70\.6:7000\n$/);
  w.clock.advance(SECOND);
  expect(client('-Hno', 'state', 'time-wait')).toMatch(/^tcp 0 .* timer:\(timewait,59sec,0\)\n$/);
  expect(client('-Htn')).toBe('');
  expect(client('-Htan', 'dst', '192.168.70.0/24', 'and', 'not', 'dport', '=', ':80')).toContain('7000');
  expect(client('-Htan', 'dst', '10.0.0.0/8')).toBe('');
  w.clock.advance(61 * SECOND);
  expect(client('-Htan')).toBe('');
});

test('a SYN that waits for its answer counts as one byte', () => {
  const nc = programs.get('nc');
  if (nc === undefined) throw new Error('there is no nc');
  start(w.host, nc, ['nc', '192.168.70.99', '81']);
  expect(ss('-Htno').stdout).toMatch(/^SYN-SENT 0 {6}1 .*192\.168\.70\.99:81 timer:\(on,9\d\dms,0\)\n$/);
});

test.each([
  [['-x'], 'ss: option "-x" is not modelled by chainwalk\n', 2],
  [['-tan', 'state', 'foo'], 'ss: wrong state name: foo\n', 255],
  [['-tan', 'foo'], 'Error: an inet prefix is expected rather than "foo".\nCannot parse dst/src address.\n', 1],
  [['-tan', 'sport = :nosuch'], 'Error: "nosuch" does not look like a port.\nCannot parse dst/src address.\n', 1],
])('%j is refused', (words, stderr, exitCode) => {
  const answer = ss(...words);
  expect([answer.stderr, answer.exitCode]).toEqual([stderr, exitCode]);
});

test('sockets of other kinds are named where nobody asked for TCP or UDP alone', () => {
  expect(ss('-ln').stderr).toBe('ss: sockets of other kinds than TCP and UDP are not modelled by chainwalk\n');
  expect(ss('-tln').stderr).toBe('');
});
