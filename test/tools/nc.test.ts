/** nc, busybox's wget and busybox's ping: what they say and how they exit, as the real ones did. */
import { beforeEach, describe, expect, test } from 'vitest';
import { accept, listenTcp, pause, write } from '../../lib/machine';
import { SECOND, type TcpListener } from '../../lib/network';
import { encodeUtf8 } from '../../lib/packet';
import { busyboxPrograms, programs } from '../../lib/tools';
import { iptables } from '../../lib/tools/iptables';
import { nginx } from '../../lib/tools/nginx';
import { PAGE_TIME, run, start, type World, world } from './world';

let w: World;

beforeEach(() => {
  w = world();
});

const client = (...words: readonly string[]) => run(w.client, programs.get(words[0] ?? ''), words);
const busybox = (...words: readonly string[]) => run(w.client, busyboxPrograms.get(words[0] ?? ''), words);
const pipe = (stdin: string, ...words: readonly string[]) => run(w.client, programs.get(words[0] ?? ''), words, stdin);

function serve(): void {
  w.host.files.set('/usr/share/nginx/html/a.txt', { content: 'hello\n', modifiedAt: PAGE_TIME });
  start(w.host, nginx, ['nginx', '-g', 'daemon off;']);
}

describe('nc', () => {
  test.each([
    [['nc', '-v', '192.168.70.6', '8098'], 'nc: connect to 192.168.70.6 port 8098 (tcp) failed: Connection refused\n'],
    [['nc', '192.168.70.6', '8098'], ''],
    [['nc', 'nosuch', '80'], 'nc: getaddrinfo for host "nosuch" port 80: Temporary failure in name resolution\n'],
    [['nc', '192.168.70.6'], 'nc: missing port number\n'],
    [['nc', '-l'], 'nc: missing port number\n'],
    [['nc', '-x', '1', '192.168.70.6', '80'], 'nc: option "-x" is not modelled by chainwalk\n'],
  ])('%j fails as the real one', (words, stderr) => {
    expect(client(...words)).toEqual({ stdout: '', stderr, exitCode: 1 });
  });

  test('-w gives up before the connection does', () => {
    iptables(w.host.net.netfilter, ['-A', 'INPUT', '-p', 'tcp', '--dport', '8098', '-j', 'DROP'], { version: '1.8.9' });
    const to = 'nc: connect to 192.168.70.6 port 8098 (tcp)';
    expect(client('nc', '-v', '-w', '1', '192.168.70.6', '8098').stderr).toBe(
      `${to} timed out: Operation now in progress\n`,
    );
    expect(client('nc', '-v', '-w', '200', '192.168.70.6', '8098').stderr).toBe(`${to} failed: Connection timed out\n`);
  });

  test('-z says whether somebody listens', () => {
    serve();
    expect(client('nc', '-vz', '192.168.70.6', '80')).toMatchObject({
      stderr: 'Connection to 192.168.70.6 80 port [tcp/http] succeeded!\n',
      exitCode: 0,
    });
    expect(busybox('nc', '-vz', '192.168.70.6', '80')).toMatchObject({
      stderr: '192.168.70.6 (192.168.70.6:80) open\n',
      exitCode: 0,
    });
  });

  test('what is typed arrives, and what comes back is printed', () => {
    const server = start(w.host, busyboxPrograms.get('nc')!, ['nc', '-l', '-p', '7000', '-e', 'cat']);
    expect(pipe('hello\n', 'nc', '-N', '192.168.70.6', '7000')).toEqual({ stdout: 'hello\n', stderr: '', exitCode: 0 });
    expect(server.running).toBe(false);
  });

  test('a character that two segments share is printed whole', () => {
    const bytes = encodeUtf8('a欢b');
    start(
      w.host,
      function* (process) {
        const listener = listenTcp(process, 0, 7000) as TcpListener;
        const socket = yield* accept(process, listener);
        yield* write(process, socket, bytes.subarray(0, 2));
        yield* pause(process, SECOND);
        yield* write(process, socket, bytes.subarray(2));
        process.close(socket);
        return 0;
      },
      ['server'],
    );
    expect(client('nc', '192.168.70.6', '7000').stdout).toBe('a欢b');
  });

  test('a UDP server speaks to its first client only, and others are refused', () => {
    start(w.host, busyboxPrograms.get('nc')!, ['nc', '-u', '-l', '-p', '53', '-e', 'cat']);
    expect(pipe('hello\n', 'nc', '-u', '-w', '1', '192.168.70.6', '53').stdout).toBe('hello\n');
    const before = w.clock.now;
    expect(pipe('hello\n', 'nc', '-u', '-w', '1', '192.168.70.6', '53')).toEqual({
      stdout: '',
      stderr: '',
      exitCode: 0,
    });
    expect(w.clock.now - before).toBeLessThan(500_000);
  });

  test('broadcasts need -b', () => {
    expect(pipe('x', 'nc', '-u', '-w', '1', '192.168.70.255', '9').exitCode).toBe(1);
    expect(pipe('x', 'nc', '-u', '-b', '-w', '1', '192.168.70.255', '9').exitCode).toBe(0);
  });
});

describe('wget of busybox', () => {
  beforeEach(serve);

  test('saves under the name in the URL, once', () => {
    expect(busybox('wget', 'http://192.168.70.6/a.txt')).toEqual({
      stdout: '',
      stderr: `Connecting to 192.168.70.6 (192.168.70.6:80)\nsaving to 'a.txt'\na.txt                100% |${'*'.repeat(32)}|     6  0:00:00 ETA\n'a.txt' saved\n`,
      exitCode: 0,
    });
    expect(w.client.files.get('/root/a.txt')?.content).toBe('hello\n');
    expect(busybox('wget', '-q', 'http://192.168.70.6/a.txt')).toEqual({
      stdout: '',
      stderr: "wget: can't open 'a.txt': File exists\n",
      exitCode: 1,
    });
  });

  test.each([
    [['-q', '-O', '-', 'http://192.168.70.6/a.txt'], 'hello\n', '', 0],
    [['-q', '-O', '-', '192.168.70.6/none'], '', 'wget: server returned error: HTTP/1.1 404 Not Found\n', 1],
    [
      ['-q', 'http://192.168.70.6:81'],
      '',
      "wget: can't connect to remote host (192.168.70.6): Connection refused\n",
      1,
    ],
    [['-q', 'http://nosuch/'], '', "wget: bad address 'nosuch'\n", 1],
    [['--spider', '-q', 'http://192.168.70.6/a.txt'], '', '', 0],
  ])('wget %j', (words, stdout, stderr, exitCode) => {
    expect(busybox('wget', ...words)).toEqual({ stdout, stderr, exitCode });
  });
});

describe('ping of busybox', () => {
  test('counts from 0', () => {
    const { stdout, exitCode } = busybox('ping', '-c', '2', '192.168.70.6');
    expect(stdout.replace(/(?<=time=|= |\/)\d+\.\d{3}/g, 'T')).toBe(`PING 192.168.70.6 (192.168.70.6): 56 data bytes
64 bytes from 192.168.70.6: seq=0 ttl=64 time=T ms
64 bytes from 192.168.70.6: seq=1 ttl=64 time=T ms

--- 192.168.70.6 ping statistics ---
2 packets transmitted, 2 packets received, 0% packet loss
round-trip min/avg/max = T/T/T ms
`);
    expect(exitCode).toBe(0);
  });

  test('says nothing of errors but how many answers there were', () => {
    expect(busybox('ping', '-c', '1', '-W', '1', '192.168.70.99')).toEqual({
      stdout: `PING 192.168.70.99 (192.168.70.99): 56 data bytes

--- 192.168.70.99 ping statistics ---
1 packets transmitted, 0 packets received, 100% packet loss
`,
      stderr: '',
      exitCode: 1,
    });
    expect(busybox('ping', '-c', '1', '10.8.8.8')).toMatchObject({
      stderr: 'ping: sendto: Network is unreachable\n',
      exitCode: 1,
    });
  });
});
