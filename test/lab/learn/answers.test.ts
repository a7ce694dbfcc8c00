import { expect, test } from 'vitest';
import { chooseAnswer, compareAnswer, exercise, Lab, spoil, tryCommand } from '../../../lib/lab';

const pointers = {
  12: 'Twelve is for FORWARD.',
  forward: 'Not that chain.',
  '4, 1': 'In the other order.',
  otherwise: 'Look again.',
};

test.each([
  [1, 1, true],
  [12, 1, 'Twelve is for FORWARD.'],
  [5, 1, 'Look again.'],
  [-0, 0, true],
  [' input ', 'INPUT', true],
  ['Forward', 'INPUT', 'Not that chain.'],
  [[1, 4], [1, 4], true],
  [[4, 1], [1, 4], 'In the other order.'],
  ['1', 1, 'The answer is a number, such as 7, and this one is a text in quotes.'],
  [1, 'INPUT', 'The answer is a text in quotes, and this one is a number, such as 7.'],
  [[1], [1, 4], 'The answer is a list of 2, […, …], and this one is a list of 1, […].'],
])('%j where %j was found: %j', (answer, found, said) => {
  expect(compareAnswer(answer, found, pointers)).toBe(said);
});

test('one of several is right, and none is a mistake of the exercise', () => {
  expect(chooseAnswer('output', ['INPUT', 'OUTPUT'], pointers)).toBe(true);
  expect(() => chooseAnswer('output', [], pointers)).toThrow('there is no right answer');
});

test('a check that throws is an answer that is not right', async () => {
  const result = await exercise('q', 8, () => {
    throw new RangeError('there is no 8');
  });
  expect([result.state, result.remark]).toEqual(['not yet', 'This answer cannot be tried: there is no 8']);
});

test.each([
  ['touch /tmp/x', {}, true],
  ['', {}, 'The answer is a command line in quotes, such as ‘iptables -nvL’.'],
  ["echo 'a; b' && true", { commands: 1 }, 'The task asks for one command, and these are 2.'],
  ['echo \'a; b\' "c && d"', { commands: 1 }, true],
  [
    'sysctl -w net.ipv4.ip_forward=1',
    {},
    'The setting net.ipv4.conf.all.forwarding was 0 and is 1 now; settings have to stay as they are.',
  ],
  ['sysctl -w net.ipv4.ip_forward=1', { changes: ['settings'] }, true],
  ['ip route del default', {}, 'A route is gone that has to stay: default via 192.168.70.1 dev ens33'],
  ['ip route add 10.0.0.0/8 dev ens33', { adds: ['routes'] }, true],
  [
    'iptables -A INPUT -j DROP',
    { adds: ['OUTPUT'] },
    'A rule is new where none may be added: -t filter -A INPUT -j DROP',
  ],
  ['iptables -A INPUT -j DROP', { adds: ['INPUT'] }, true],
  [
    'iptables -P INPUT DROP',
    { adds: ['rules'] },
    'A rule is gone, or stands elsewhere, that has to stay: -t filter -P INPUT ACCEPT',
  ],
  ['iptables -P INPUT DROP', { changes: ['INPUT'] }, true],
  ['nginx', {}, 'nginx was started; no process may be started.'],
  [
    'iptables -X NONE',
    { works: { 'host# false': 'No.' } },
    'No. The command said: iptables: No chain/target/match by that name. (host# false)',
  ],
  ['true', { fails: { 'host# true': 'It works.' } }, 'It works. (host# true)'],
])('%s, where %j is asked for: %j', async (command, task, said) => {
  expect(await tryCommand(new Lab(), command, task)).toBe(said);
});

test('a container that was started again, one that was stopped, and one that is gone are told apart', async () => {
  const lab = new Lab();
  await lab.sh('host# systemctl start docker; docker run -d --name ng1 lkarrie/nginx1');
  expect(await tryCommand(lab, 'docker restart ng1', {})).toMatch(/^ng1 was started again;/);
  expect(await tryCommand(lab, 'docker stop ng1', {})).toMatch(/^ng1 does not run any more;/);
  expect(await tryCommand(lab, 'docker start ng1', {})).toMatch(/^ng1 was started;/);
  expect(await tryCommand(lab, 'docker rm -f ng1', {})).toBe(
    'The container ng1 is gone; containers have to stay as they are.',
  );
});

test('a fault that there is not is named with those that there are, and no history tells of one', async () => {
  const lab = new Lab();
  await expect(spoil(lab, 'x')).rejects.toThrow('there is no fault "x"; there are: the host does not answer; ');
  await spoil(lab, 'the host does not answer');
  expect((await lab.sh('host# history')).stdout).not.toContain('iptables');
});
