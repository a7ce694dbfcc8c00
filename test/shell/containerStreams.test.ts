/** What the docker client passes on: its standard input and the container's output, as they come. */
import { beforeEach, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

let lab: Lab;
beforeEach(async () => {
  lab = new Lab();
  for (const line of ['systemctl start docker', 'docker run -d --name box busybox sleep 100000']) await sh(line);
});

/** What a line prints, complaints last. */
async function sh(line: string): Promise<string> {
  const { stdout, stderr } = await lab.run('host', line);
  return stdout + stderr;
}

const SLOW = '(echo a; sleep 1; echo b; sleep 1; echo c)';
const TOLD = 'while read l; do echo "$l $(($(date +%s) - begin))"; done';

/** What a command prints of slow input, and the second of each line since the first one. */
async function timesOf(command: string): Promise<string> {
  const lines = (await sh(`begin=0; ${SLOW} | ${command} | ${TOLD}`)).trim().split('\n');
  const first = Number(lines[0]?.split(' ')[1]);
  return lines.map((line) => line.replace(/\d+$/, (second) => String(Number(second) - first))).join(',');
}

test.each(['docker exec -i box cat', 'docker run -i --rm busybox cat', 'docker exec -i box tee f'])(
  '%s reads as its input comes, and what it prints comes at once',
  async (command) => {
    expect((await timesOf(command)).split(',').map((line) => line.slice(0, 1))).toEqual(['a', 'b', 'c']);
    expect(await timesOf(command.replace('run', 'run --name other'))).toMatch(/^a 0,b [01],c [12]$/);
  },
);

test('a container that is waited for has begun before its input ends', async () => {
  await sh('docker run -d --name web lkarrie/nginx1');
  const line = '(echo "GET / HTTP/1.0"; echo; sleep 50) | timeout 5 docker run -i busybox nc 172.17.0.3 80 | head -n 1';
  // What busybox's nc says when it is ended by SIGTERM.
  expect(await sh(line)).toBe('HTTP/1.1 200 OK\r\npunt!\n');
});

test('without -i the client leaves the input to others, with it there is none left', async () => {
  const loop = (flag: string) => `seq 3 | while read x; do echo $x; docker exec ${flag} box true; done`;
  expect(await sh(loop(''))).toBe('1\n2\n3\n');
  expect(await sh(loop('-i'))).toBe('1\n');
});

test('standard input that nobody gives stays open, and docker attach writes to it', async () => {
  await sh('docker run -d -i --name open busybox cat');
  await sh('docker run -d -t --name terminal busybox');
  const attached = lab.run('host', '(echo one; sleep 1; echo two) | docker attach open & sleep 5');
  expect((await attached).stdout).toBe('one\ntwo\n');
  expect(await sh('docker logs open; docker ps -q | wc -l')).toBe('one\ntwo\n3\n');
});

test('a shell in a container takes its script’s file, name and words', async () => {
  expect(await sh(`docker exec box sh -c 'echo $1-$0' a b`)).toBe('b-a\n');
  await sh(`docker exec box sh -c 'echo "echo file \\$1" > /tmp/f'`);
  expect(await sh('docker exec box sh /tmp/f x; echo "echo input" | docker exec -i box sh')).toBe('file x\ninput\n');
});

test('a question of docker’s waits for its answer', async () => {
  await sh('docker run --name old busybox true');
  expect(await sh('(sleep 2; echo y) | docker container prune')).toContain('Deleted Containers:');
});

test('errors of a container come as they are printed, and in their stream', async () => {
  expect(await sh(`docker exec box sh -c 'echo out; echo err >&2' 2> err; cat err`)).toBe('out\nerr\n');
  expect(await sh(`docker run --rm busybox sh -c 'echo out; echo err >&2' 2> /dev/null`)).toBe('out\n');
});
