import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { accept, listenTcp, Process, type Program, pause, read, write } from '../../lib/machine';
import { SECOND } from '../../lib/network';
import { encodeLatin1 } from '../../lib/packet';
import { programs } from '../../lib/tools';
import { nginx } from '../../lib/tools/nginx';
import { PAGE_TIME, run, start, type World, watch, world } from './world';

const CAPTURED = readFileSync(join(__dirname, '../../data/article/06-client-to-ng1/command.txt'), 'utf8');
const ANSWER = CAPTURED.slice(CAPTURED.indexOf('HTTP/1.1'), CAPTURED.indexOf('\nexit code'));
const PAGE = ANSWER.slice(ANSWER.indexOf('<!DOCTYPE'));
const ADDRESS = 'http://192.168.70.6';

let w: World;
let server: Process;

beforeEach(() => {
  w = world();
  w.host.files.set('/usr/share/nginx/html/index.html', { content: PAGE, modifiedAt: PAGE_TIME });
  server = start(w.host, nginx, ['nginx', '-g', 'daemon off;']);
});

const curl = (...words: readonly string[]) => run(w.client, programs.get('curl'), ['curl', ...words]);

/** A server that says one thing and closes. */
function once(port: number, answer: string, holdOpen = 0): void {
  const program: Program = function* (process) {
    const listener = listenTcp(process, 0, port);
    if (typeof listener === 'string') return 1;
    const socket = yield* accept(process, listener);
    yield* read(process, socket);
    if (answer !== '') yield* write(process, socket, encodeLatin1(answer));
    if (holdOpen > 0) yield* pause(process, holdOpen);
    return 0;
  };
  start(w.host, program, ['server']);
}

describe('curl and nginx on the wire', () => {
  test('an access is the twelve packets of the capture', () => {
    const seen = watch(w.eth0);
    // A Host field as long as the capture's "192.168.70.6:8001" makes the request 81 bytes.
    curl('-sS', '-i', '-H', 'Host: 192.168.70.6:8001', `${ADDRESS}/`);
    expect(seen).toEqual([
      '> S 60',
      '< S. 60',
      '> . 52',
      '> P. 133',
      '< . 52',
      '< P. 290',
      '> . 52',
      '< P. 668',
      '> . 52',
      '> F. 52',
      '< F. 52',
      '> . 52',
    ]);
  });

  test('prints the answer of the capture', () => {
    const { stdout, exitCode } = curl('-sS', '-i', ADDRESS);
    const withoutDate = (text: string) => text.replace(/\r/g, '').replace(/^Date: .*$/m, 'Date:');
    expect(withoutDate(stdout)).toBe(withoutDate(ANSWER));
    expect(exitCode).toBe(0);
  });

  test('two URLs of one server use one connection', () => {
    const seen = watch(w.eth0);
    const { stdout } = curl(
      '-s',
      '-w',
      '%{num_connects} %{http_code}\\n',
      '-o',
      '/dev/null',
      '-o',
      '/dev/null',
      ADDRESS,
      ADDRESS,
    );
    expect(stdout).toBe('1 200\n0 200\n');
    expect(seen.filter((line) => line.includes(' S'))).toHaveLength(2);
    expect(seen.filter((line) => line.includes('F'))).toHaveLength(2);
  });

  test('a megabyte arrives whole', () => {
    const big = 'x'.repeat(1_000_000);
    w.host.files.set('/usr/share/nginx/html/big.html', { content: big, modifiedAt: PAGE_TIME });
    const { stdout, exitCode } = curl('-s', `${ADDRESS}/big.html`);
    expect(exitCode).toBe(0);
    expect(stdout === big).toBe(true);
  });

  test('the worker’s end leaves no socket behind, and curl says what it saw', () => {
    w.host.files.set('/usr/share/nginx/html/big.html', { content: 'x'.repeat(12_000_000), modifiedAt: PAGE_TIME });
    const client = new Process({
      place: w.client,
      argv: ['curl', '-sS', '-o', '/dev/null', `${ADDRESS}/big.html`],
      program: programs.get('curl') as Program,
    });
    w.clock.advance(1_500);
    server.kill('SIGKILL');
    w.clock.runUntil(() => !client.running, w.clock.now + 300 * SECOND);
    expect(client.stderr).toMatch(
      /^curl: \((18|56)\) (transfer closed with \d+ bytes remaining to read|Recv failure: Connection reset by peer)\n$/,
    );
    expect(w.host.net.sockets.listeners).toEqual([]);
    expect(w.host.pids.list()).toEqual([]);
    w.clock.advance(200 * SECOND);
    expect(w.host.net.sockets.connections).toEqual([]);
  });

  test('SIGQUIT ends nginx with exit code 0', () => {
    server.kill('SIGQUIT');
    w.clock.advance(SECOND);
    expect(server.exitCode).toBe(0);
    expect(w.host.pids.list()).toEqual([]);
  });

  test('a worker that is killed is replaced', () => {
    w.host.pids
      .list()
      .find(({ title }) => title === 'nginx: worker process')
      ?.kill('SIGKILL');
    expect(curl('-s', '-o', '/dev/null', '-w', '%{http_code}', ADDRESS).stdout).toBe('200');
    const { stdout: json } = curl('-s', '-o', '/dev/null', '-w', '%{json}', `${ADDRESS}/`);
    const known = JSON.parse(json) as Record<string, unknown>;
    expect(known).toMatchObject({
      certs: '',
      errormsg: null,
      filename_effective: '/dev/null',
      http_code: 200,
      http_connect: 0,
      num_connects: 1,
      redirect_url: null,
      scheme: 'HTTP',
      urlnum: 0,
    });
    expect(Object.keys(known).slice(0, -1)).toEqual(Object.keys(known).slice(0, -1).sort());
    expect(json).toMatch(/"time_appconnect":0\.000000,.*,"curl_version":"libcurl\/7\.88\.1"\}$/);
    expect(curl('-s', '-o', '/dev/null', '-w', '%{stderr}%{http_code}%{stdout}a%{onerror}b', ADDRESS)).toMatchObject({
      stdout: 'a',
      stderr: '200',
    });
    expect(curl('-s', '-o', '/dev/null', '-w', '%{onerror}%{exitcode}', 'http://192.168.70.6:9').stdout).toBe('7');
    const headers = curl('-s', '-o', '/dev/null', '-w', '%{header_json}', ADDRESS).stdout;
    expect((JSON.parse(headers) as Record<string, unknown>)['content-type']).toEqual(['text/html']);
    expect(curl('-s', '-o', '/dev/null', '-w', '%{constructor}%{__proto__}', ADDRESS)).toMatchObject({
      stdout: '',
      stderr: "curl: unknown --write-out variable: 'constructor'\ncurl: unknown --write-out variable: '__proto__'\n",
    });
  });

  test('a second nginx cannot bind', () => {
    expect(run(w.host, nginx, ['nginx']).stderr).toContain(
      'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)\n',
    );
  });
});

describe('connections that fail', () => {
  test('a closed port refuses', () => {
    const seen = watch(w.eth0);
    expect(curl('-sS', '-i', `${ADDRESS}:8081`)).toEqual({
      stdout: '',
      stderr: "curl: (7) Failed to connect to 192.168.70.6 port 8081 after 0 ms: Couldn't connect to server\n",
      exitCode: 7,
    });
    expect(seen).toEqual(['> S 60', '< R. 40']);
  });

  test('a silent server is asked seven times, and given up after 127 s', () => {
    const times: number[] = [];
    const begin = w.clock.now;
    w.eth0.taps.add((direction, { payload }) => {
      if (direction === 'out' && payload.kind === 'ipv4') times.push(Math.round((w.clock.now - begin) / SECOND));
    });
    // Packets are lost on the way.
    const receive = w.ens33.receive.bind(w.ens33);
    w.ens33.receive = (frame) => {
      if (frame.payload.kind === 'arp') receive(frame);
    };
    const { stderr, exitCode } = curl('-sS', `${ADDRESS}/`);
    // The longer a timer the later it may fire.
    expect(times).toEqual([0, 1, 3, 7, 15, 31, 64]);
    expect(stderr).toMatch(
      /^curl: \(28\) Failed to connect to 192\.168\.70\.6 port 80 after 1(2[789]|3[0-4])\d{3} ms: Couldn't connect to server\n$/,
    );
    expect(exitCode).toBe(28);
  });

  test.each([
    [
      ['--connect-timeout', '1', 'http://192.168.70.99/'],
      28,
      'Failed to connect to 192.168.70.99 port 80 after 1000 ms: Timeout was reached',
    ],
    [['-m', '1', 'http://192.168.70.99/'], 28, 'Connection timed out after 1000 milliseconds'],
    [['http://nosuch.invalid/'], 6, 'Could not resolve host: nosuch.invalid'],
    [['http:///x'], 6, 'Could not resolve host: x'],
    [['http://'], 3, 'URL using bad/illegal format or missing URL'],
    [[''], 3, 'URL using bad/illegal format or missing URL'],
    [['http://1.2.3.4:99999/'], 3, 'URL using bad/illegal format or missing URL'],
    [['http://1.2.3.4:abc/'], 3, 'URL using bad/illegal format or missing URL'],
    [['http://a b/'], 3, 'URL using bad/illegal format or missing URL'],
    [['foo://1.2.3.4/'], 1, 'Protocol "foo" not supported or disabled in libcurl'],
    [['https://192.168.70.6/'], 1, 'Protocol "https" is not modelled by chainwalk'],
  ])('%j', (words, code, message) => {
    expect(curl('-sS', ...words)).toEqual({ stdout: '', stderr: `curl: (${code}) ${message}\n`, exitCode: code });
    expect(curl('-s', ...words)).toEqual({ stdout: '', stderr: '', exitCode: code });
  });

  test.each([
    [
      'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc',
      0,
      'abc',
      18,
      'transfer closed with 7 bytes remaining to read',
    ],
    ['', 0, '', 52, 'Empty reply from server'],
    ['garbage', 0, '', 1, 'Received HTTP/0.9 when not allowed'],
    ['', 3 * SECOND, '', 28, 'Operation timed out after 1000 milliseconds with 0 bytes received'],
    [
      'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc',
      3 * SECOND,
      'abc',
      28,
      'Operation timed out after 1000 milliseconds with 3 out of 10 bytes received',
    ],
  ])('a server that says %j', (answer, holdOpen, stdout, code, message) => {
    once(82, answer, holdOpen);
    expect(curl('-sS', '-m', '1', `${ADDRESS}:82/`)).toEqual({
      stdout,
      stderr: `curl: (${code}) ${message}\n`,
      exitCode: code,
    });
  });

  test('a body without a length ends with the connection; chunks are put together', () => {
    once(83, 'HTTP/1.1 200 OK\r\n\r\nabc');
    expect(curl('-sS', `${ADDRESS}:83/`)).toEqual({ stdout: 'abc', stderr: '', exitCode: 0 });
    once(84, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n');
    expect(curl('-sS', `${ADDRESS}:84/`)).toEqual({ stdout: 'abcd', stderr: '', exitCode: 0 });
  });
});

describe('curl’s command line', () => {
  const HINT = "curl: try 'curl --help' or 'curl --manual' for more information\n";
  test.each([
    [[], HINT],
    [['-sS'], `curl: no URL specified!\n${HINT}`],
    [['--foo', 'http://x/'], `curl: option --foo: is unknown\n${HINT}`],
    [['-!', 'http://x'], `curl: option -!: is unknown\n${HINT}`],
    [['-sS', '-m'], `curl: option -m: requires parameter\n${HINT}`],
    [['-m', 'abc', 'x'], `curl: option -m: expected a proper numerical parameter\n${HINT}`],
    [['-m', '-1', 'x'], `curl: option -m: expected a positive numerical parameter\n${HINT}`],
    [['--limit-rate', '3', 'x'], 'curl: --limit-rate is not modelled by chainwalk\n'],
    [['-U', 'a:b', 'x'], 'curl: -U (--proxy-user) is not modelled by chainwalk\n'],
  ])('%j', (words, stderr) => {
    expect(curl(...words)).toEqual({ stdout: '', stderr, exitCode: 2 });
  });

  test('-v tells of the request and the answer', () => {
    const { stderr } = curl('-sv', '-o', '/dev/null', `${ADDRESS}/`);
    expect(stderr).toContain(
      '*   Trying 192.168.70.6:80...\n* Connected to 192.168.70.6 (192.168.70.6) port 80 (#0)\n> GET / HTTP/1.1\r\n> Host: 192.168.70.6\r\n> User-Agent: curl/7.88.1\r\n> Accept: */*\r\n> \r\n< HTTP/1.1 200 OK\r\n',
    );
    expect(stderr).toMatch(
      /< Accept-Ranges: bytes\r\n< \r\n\{ \[616 bytes data\]\n\* Connection #0 to host 192\.168\.70\.6 left intact\n$/,
    );
  });

  test('-f, -I, -d, -X, -L, -o', () => {
    expect(curl('-sS', '-f', `${ADDRESS}/nope`)).toEqual({
      stdout: '',
      stderr: 'curl: (22) The requested URL returned error: 404\n',
      exitCode: 22,
    });
    expect(curl('-s', '-I', `${ADDRESS}/nope`).stdout).toMatch(/^HTTP\/1.1 404 Not Found\r\n[^<]*\r\n\r\n$/);
    expect(curl('-s', '-d', 'a=b', `${ADDRESS}/`).stdout).toContain('<title>405 Not Allowed</title>');
    expect(curl('-s', '-X', 'DELETE', '-o', '/dev/null', '-w', '%{http_code}', `${ADDRESS}/`).stdout).toBe('405');
    w.host.files.set('/usr/share/nginx/html/sub/index.html', { content: 'inside\n', modifiedAt: PAGE_TIME });
    expect(curl('-s', '-L', `${ADDRESS}/sub`).stdout).toBe('inside\n');
    curl('-s', '-o', '/tmp/page', `${ADDRESS}/sub/`);
    expect(w.client.files.get('/tmp/page')?.content).toBe('inside\n');
  });
});
