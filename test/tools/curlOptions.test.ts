/** curl's options as curl 7.88.1 answered with them, against nginx 1.22.1 and against a server that shows what it was sent. */
import { beforeEach, describe, expect, test } from 'vitest';
import { accept, listenTcp, Process, type Program, read, write } from '../../lib/machine';
import { SECOND } from '../../lib/network';
import { decodeLatin1, encodeUtf8 } from '../../lib/packet';
import { curl as curlProgram } from '../../lib/tools/curl';
import { nginx } from '../../lib/tools/nginx';
import { PAGE_TIME, run, start, type World, watch, world } from './world';

const ADDRESS = 'http://192.168.70.6';
let w: World;
/** What the server on port 82 was sent, a piece for each read. */
let received: string[];

beforeEach(() => {
  w = world();
  received = [];
  w.host.files.set('/usr/share/nginx/html/index.html', { content: '<h1>0123456789</h1>\n', modifiedAt: PAGE_TIME });
  start(w.host, nginx, ['nginx', '-g', 'daemon off;']);
});

function curl(...words: string[]) {
  return run(w.client, curlProgram, ['curl', ...words]);
}

/** Answers each request on port 82 by the next of the answers. */
function answering(...answers: readonly string[]): void {
  const serve: Program = function* (self) {
    const listener = listenTcp(self, 0, 82);
    if (typeof listener === 'string') return 1;
    for (const answer of answers) {
      const socket = yield* accept(self, listener);
      for (let text = ''; !isWhole(text); ) {
        const data = yield* read(self, socket);
        if (typeof data === 'string' || data.length === 0) break;
        received.push(decodeLatin1(data));
        text += decodeLatin1(data);
        if (text.endsWith('\r\n\r\n') && text.includes('Expect:')) yield* write(self, socket, encodeUtf8(CONTINUE));
      }
      yield* write(self, socket, encodeUtf8(answer));
      self.close(socket);
    }
    return 0;
  };
  new Process({ place: w.host, argv: ['server'], program: serve });
  w.clock.advance(10_000);
}

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n';

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(text)?.[1];
  if (/chunked/.test(text)) return text.endsWith('0\r\n\r\n');
  return end >= 0 && text.length >= end + 4 + Number(length ?? 0);
}

/** The header lines of the first request that server 82 gets, without those that every request has. */
function sent(...words: string[]): { readonly lines: readonly string[]; readonly body: string } {
  answering(OK);
  const { stdout, stderr, exitCode } = curl('-sS', ...words);
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: 'ok\n', stderr: '', exitCode: 0 });
  const [head = '', body = ''] = received.join('').split(/\r\n\r\n(.*)/s);
  return { lines: head.split('\r\n').filter((line) => !/^(Host|User-Agent|Accept: \*)/.test(line)), body };
}

function file(path: string, content: string): void {
  w.client.files.set(path, { content, modifiedAt: PAGE_TIME });
}

const URL82 = `${ADDRESS}:82/`;

describe('where a connection begins and ends', () => {
  test('--interface takes an address or a device, --local-port a port of several', () => {
    expect(curl('-s', '--interface', '192.168.70.1', '-o', '/dev/null', '-w', '%{local_ip}', ADDRESS).stdout).toBe(
      '192.168.70.1',
    );
    expect(curl('-s', '--interface', 'eth0', '-o', '/dev/null', '-w', '%{local_ip}', ADDRESS).stdout).toBe(
      '192.168.70.1',
    );
    expect(curl('-s', '--local-port', '4000-4010', '-o', '/dev/null', '-w', '%{local_port}', ADDRESS).stdout).toBe(
      '4000',
    );
    const again = curl('-sv', '--local-port', '4000-4010', '-o', '/dev/null', '-w', '%{local_port}', ADDRESS);
    expect(again.stdout).toBe('4001');
    expect(again.stderr).toContain('* Bind to local port 4000 failed, trying next\n* Local port: 4001\n* Connected to');
  });

  test.each([
    ['192.168.70.9', 45, 'bind failed with errno 99: Cannot assign requested address'],
    ['if!nosuch', 45, "Couldn't bind to interface 'nosuch'"],
    ['nosuch', 45, "Couldn't bind to 'nosuch'"],
    ['lo', 45, '--interface lo to 192.168.70.6, which another device leads to, is not modelled by chainwalk'],
  ])('--interface %s', (given, code, message) => {
    expect(curl('-sS', '--interface', given, ADDRESS)).toEqual({
      stdout: '',
      stderr: `curl: (${code}) ${message}\n`,
      exitCode: code,
    });
  });

  test.each(['abc', '70000', '5000-4000', '4000-'])('--local-port %s', (given) => {
    expect(curl('--local-port', given, ADDRESS)).toMatchObject({
      stderr: expect.stringContaining('curl: option --local-port: is badly used here\n'),
      exitCode: 2,
    });
  });

  test('--resolve and --connect-to lead elsewhere; the request names whom it was for', () => {
    const resolved = curl('-sv', '--resolve', 'shop.example:80:192.168.70.6', 'http://shop.example/');
    expect(resolved.stderr).toContain(
      '* Added shop.example:80:192.168.70.6 to DNS cache\n* Hostname shop.example was found in DNS cache\n*   Trying 192.168.70.6:80...\n* Connected to shop.example (192.168.70.6) port 80 (#0)\n> GET / HTTP/1.1\r\n> Host: shop.example\r\n',
    );
    expect(curl('-s', '--resolve', '*:80:192.168.70.6', 'http://any.example/').exitCode).toBe(0);
    expect(curl('-sS', '--resolve', 'a:80:x', 'http://a/').stderr).toBe(
      "curl: (49) Couldn't parse CURLOPT_RESOLVE entry 'a:80:x'\n",
    );
    const led = curl('-sv', '--connect-to', 'shop.example:99:192.168.70.6:80', 'http://shop.example:99/');
    expect(led.stderr).toContain('* Connecting to hostname: 192.168.70.6\n* Connecting to port: 80\n');
    expect(led.stderr).toContain(
      '* Connected to (nil) (192.168.70.6) port 80 (#0)\n> GET / HTTP/1.1\r\n> Host: shop.example:99\r\n',
    );
    expect(curl('-sS', '--connect-to', 'other:80::81', ADDRESS).exitCode).toBe(0);
  });

  test('a proxy is asked for the whole URL, by option or variable, unless it is excepted', () => {
    const line = 'GET http://shop.example/a HTTP/1.1';
    expect(sent('-x', URL82, 'http://shop.example/a').lines).toEqual([line, 'Proxy-Connection: Keep-Alive']);
    const environment = { http_proxy: URL82, no_proxy: 'x.example,192.168.70.0/24' };
    answering(OK);
    received = [];
    const through = new Process({
      place: w.client,
      argv: ['curl', '-s', 'http://shop.example/a'],
      program: curlProgram,
      environment,
    });
    w.clock.advance(SECOND);
    expect([through.exitCode, received[0]?.split('\r\n')[0]]).toEqual([0, line]);
    const past = new Process({ place: w.client, argv: ['curl', '-s', ADDRESS], program: curlProgram, environment });
    w.clock.advance(SECOND);
    expect(past.stdout).toBe('<h1>0123456789</h1>\n');
    expect(curl('-sS', '--noproxy', '*', '-x', '192.168.70.99', ADDRESS).exitCode).toBe(0);
    expect(curl('-sS', '-x', '192.168.70.6', ADDRESS).stderr).toMatch(
      /^curl: \(7\) Failed to connect to 192.168.70.6 port 1080 after /,
    );
    expect(curl('-sS', '-x', 'socks5://a', ADDRESS).stderr).toBe(
      'curl: (2) a proxy of socks5 ("socks5://a") is not modelled by chainwalk\n',
    );
  });
});

describe('what is sent', () => {
  test.each([
    [
      ['-r', '0-9'],
      ['GET / HTTP/1.1', 'Range: bytes=0-9'],
    ],
    [
      ['-r', '5'],
      ['GET / HTTP/1.1', 'Range: bytes=5-'],
    ],
    [
      ['-b', 'a=1; b=2', '-b', 'c=3'],
      ['GET / HTTP/1.1', 'Cookie: a=1; b=2;c=3'],
    ],
    [
      ['-u', 'a:b'],
      ['GET / HTTP/1.1', 'Authorization: Basic YTpi'],
    ],
    [['-0'], ['GET / HTTP/1.0']],
    [['-G', '-d', 'a=1', '-d', 'b=2'], ['GET /?a=1&b=2 HTTP/1.1']],
    [
      ['-G', '--data-urlencode', 'q=a b&c', '--data-urlencode', '=x y', '--data-urlencode', 'n@d'],
      ['GET /?q=a+b%26c&x+y&n=a%0ab%0a HTTP/1.1'],
    ],
    [['--url-query', 'a=b'], ['GET /?a=b HTTP/1.1']],
    [['--request-target', '/foo'], ['GET /foo HTTP/1.1']],
  ])('%j', (words, lines) => {
    file('/root/d', 'a\nb\n');
    expect(sent(...words, URL82).lines).toEqual(lines);
  });

  test.each([
    [['-d', '@d'], 'application/x-www-form-urlencoded', 'ab'],
    [['--data-binary', '@d', '-d', 'x'], 'application/x-www-form-urlencoded', 'a\nb\n&x'],
    [['-d', '@nofile'], 'application/x-www-form-urlencoded', ''],
    [['--json', '{"a":1}', '--json', ',b'], 'application/json', '{"a":1},b'],
  ])('%j is posted with its header in one segment', (words, type, body) => {
    file('/root/d', 'a\nb\n');
    const { lines, body: got } = sent(...words, URL82);
    expect(lines).toContain(`Content-Type: ${type}`);
    expect(lines).toContain(`Content-Length: ${body.length}`);
    expect(got).toBe(body);
    expect(received.length).toBe(1);
  });

  test('-d @- and -T - read standard input', () => {
    answering(OK);
    run(w.client, curlProgram, ['curl', '-s', '-d', '@-', URL82], 'a=1\n');
    expect(received.join('')).toMatch(/^POST [\s\S]*\r\n\r\na=1$/);
  });

  test('-T puts a file, once the server lets it; a form goes out behind its header', () => {
    file('/root/f', 'hello\n');
    const put = sent('-T', 'f', `${URL82}dir/`);
    expect(put.lines).toEqual(['PUT /dir/f HTTP/1.1', 'Content-Length: 6', 'Expect: 100-continue']);
    expect(put.body).toBe('hello\n');
    received = [];
    const seen = watch(w.eth0);
    const form = sent('-F', 'a=1', '-F', 'f=@f', '-F', 'g=@f;type=text/x;filename=q', URL82);
    const [, boundary = ''] = /boundary=(-{24}[0-9a-f]{16})$/.exec(form.lines.at(-1) ?? '') ?? [];
    expect(form.body.split(`--${boundary}`)).toEqual([
      '',
      '\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n',
      '\r\nContent-Disposition: form-data; name="f"; filename="f"\r\nContent-Type: application/octet-stream\r\n\r\nhello\n\r\n',
      '\r\nContent-Disposition: form-data; name="g"; filename="q"\r\nContent-Type: text/x\r\n\r\nhello\n\r\n',
      '--\r\n',
    ]);
    expect(seen.filter((line) => line.startsWith('> P')).length).toBe(2);
    expect(curl('-sS', '-T', 'nofile', URL82)).toMatchObject({
      stderr: expect.stringMatching(
        /^curl: Can't open 'nofile'!\n[\s\S]*curl: \(26\) Failed to open\/read local data from file\/application\n$/,
      ),
      exitCode: 26,
    });
    expect(curl('-sS', '-F', 'f=@nofile', URL82).exitCode).toBe(26);
    expect(curl('-F', 'a', URL82).stderr).toContain('curl: option -F: is badly used here\n');
  });

  test('nginx refuses a file before it comes; the connection is then of no more use', () => {
    file('/root/f', 'hello\n');
    const seen = watch(w.eth0);
    const { stderr, stdout } = curl('-sv', '-T', 'f', `${ADDRESS}/`);
    expect(stdout).toContain('405 Not Allowed');
    expect(stderr).toMatch(
      /\* HTTP error before end of send, stop sending\n< \r\n\{ \[157 bytes data\]\n\* Closing connection 0\n$/,
    );
    expect(seen.filter((line) => /^> P/.test(line)).length).toBe(1);
  });

  test('cookies are kept in a file, and sent to whom they are for', () => {
    const setting = OK.replace(
      '\r\n\r\n',
      '\r\nSet-Cookie: k=v; path=/\r\nSet-Cookie: x=y; Max-Age=100; HttpOnly\r\nSet-Cookie: z=1; Path=/deep\r\n\r\n',
    );
    answering(setting, OK);
    curl('-sS', '-c', 'jar', URL82, URL82);
    expect(received[1]).toContain('\r\nCookie: k=v; x=y\r\n');
    const now = w.client.date().getTime() / 1000;
    const lines = w.client.files.get('/root/jar')?.content.split('\n') ?? [];
    expect(lines[0]).toBe('# Netscape HTTP Cookie File');
    expect(lines.slice(4).map((line) => line.replace(/\t\d{6,}\t/, '\tSOON\t'))).toEqual([
      '192.168.70.6\tFALSE\t/deep\tFALSE\t0\tz\t1',
      '#HttpOnly_192.168.70.6\tFALSE\t/\tFALSE\tSOON\tx\ty',
      '192.168.70.6\tFALSE\t/\tFALSE\t0\tk\tv',
      '',
    ]);
    expect(Number(/\t(\d{6,})\t/.exec(lines[5] ?? '')?.[1])).toBeGreaterThan(now);
    received = [];
    expect(sent('-b', 'jar', URL82).lines).toContain('Cookie: x=y; k=v');
    received = [];
    expect(sent('-b', 'jar', '-j', URL82).lines).toContain('Cookie: x=y');
  });
});

describe('what comes back', () => {
  test.each([
    [['-r', '0-3'], 206, '<h1>', 'bytes 0-3/20'],
    [['-r', '-6'], 206, '</h1>\n'.slice(-6), 'bytes 14-19/20'],
    [['-r', '14-'], 206, '</h1>\n', 'bytes 14-19/20'],
    [['-r', '600-'], 416, undefined, 'bytes */20'],
    [['-r', 'abc'], 416, undefined, 'bytes */20'],
    [['-H', 'Range: bytes=3-1'], 416, undefined, 'bytes */20'],
    [['-H', 'If-None-Match: "62bb2580-14"'], 304, '', undefined],
    [['-H', 'If-Modified-Since: Tue, 28 Jun 2022 16:00:00 GMT'], 304, '', undefined],
    [['-H', 'If-Modified-Since: Tue, 28 Jun 2022 16:00:01 GMT'], 200, '<h1>0123456789</h1>\n', undefined],
    [['-H', 'If-Match: "x"'], 412, undefined, undefined],
  ])('nginx answers %j', (words, status, body, range) => {
    const { stdout } = curl('-s', '-i', ...words, ADDRESS);
    const [head = '', got] = stdout.split(/\r\n\r\n(.*)/s);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    if (body !== undefined) expect(got).toBe(body);
    expect(/Content-Range: (.*?)\r?$/m.exec(head)?.[1]).toBe(range);
  });

  test('several parts come between boundaries, as nginx numbers them', () => {
    const { stdout } = curl('-s', '-i', '-r', '0-1,4-5', ADDRESS);
    expect(stdout).toContain(
      'Content-Type: multipart/byteranges; boundary=00000000000000000001\r\nContent-Length: 196\r\n',
    );
    expect(stdout).toMatch(
      /\r\n\r\n\r\n--0{19}1\r\nContent-Type: text\/html\r\nContent-Range: bytes 0-1\/20\r\n\r\n<h\r\n--0{19}1\r\nContent-Type: text\/html\r\nContent-Range: bytes 4-5\/20\r\n\r\n01\r\n--0{19}1--\r\n$/,
    );
  });

  test('-O, -D and --fail-with-body', () => {
    expect(curl('-sS', '-O', `${ADDRESS}/index.html?q`).exitCode).toBe(0);
    expect(w.client.files.get('/root/index.html')?.content).toBe('<h1>0123456789</h1>\n');
    expect(curl('-sS', '-O', ADDRESS)).toMatchObject({
      stderr: 'curl: (23) Failed writing received data to disk/application\n',
      exitCode: 23,
    });
    curl('-s', '-D', 'h', '-o', '/dev/null', ADDRESS);
    expect(w.client.files.get('/root/h')?.content).toMatch(/^HTTP\/1.1 200 OK\r\nServer: /);
    expect(curl('-sS', '--fail-with-body', `${ADDRESS}/no`)).toMatchObject({
      stdout: expect.stringContaining('404 Not Found'),
      stderr: 'curl: (22) The requested URL returned error: 404\n',
      exitCode: 22,
    });
    expect(curl('-f', '--fail-with-body', ADDRESS).stderr).toContain(
      'curl: option --fail-with-body: is badly used here\n',
    );
    expect(curl('-sv', '-f', `${ADDRESS}/no`).stderr).toMatch(
      /keep-alive\r\n\* The requested URL returned error: 404\n\* Closing connection 0\n$/,
    );
  });

  test('--retry waits 1, 2, 4 … seconds, and only for what may pass', () => {
    const begin = w.clock.now;
    expect(
      curl('--retry', '2', '--retry-connrefused', `${ADDRESS}:81/`).stderr.replace(/after \d+ ms/g, 'after N ms'),
    ).toBe(
      [
        "curl: (7) Failed to connect to 192.168.70.6 port 81 after N ms: Couldn't connect to server",
        'Warning: Problem : connection refused. Will retry in 1 seconds. 2 retries \nWarning: left.',
        "curl: (7) Failed to connect to 192.168.70.6 port 81 after N ms: Couldn't connect to server",
        'Warning: Problem : connection refused. Will retry in 2 seconds. 1 retries \nWarning: left.',
        "curl: (7) Failed to connect to 192.168.70.6 port 81 after N ms: Couldn't connect to server\n",
      ].join('\n'),
    );
    expect(Math.round((w.clock.now - begin) / SECOND)).toBe(3);
    const tries = (...words: string[]) => curl('-sS', ...words).stderr.split('\n').length - 1;
    expect(tries('--retry', '2', `${ADDRESS}:81/`)).toBe(1);
    expect(tries('--retry', '2', '--retry-all-errors', `${ADDRESS}:81/`)).toBe(3);
    expect(tries('--retry', '9', '--retry-connrefused', '--retry-max-time', '2', `${ADDRESS}:81/`)).toBe(3);
    expect(tries('--retry', '1', '--connect-timeout', '1', 'http://192.168.70.77/')).toBe(2);
    const busy = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 3\r\nRetry-After: 5\r\n\r\nno\n';
    answering(busy, OK);
    const before = w.clock.now;
    expect(curl('-sS', '--retry', '3', URL82).stdout).toBe('no\nok\n');
    expect(Math.round((w.clock.now - before) / SECOND)).toBe(5);
    expect(curl('--retry', 'abc', ADDRESS).stderr).toContain(
      'curl: option --retry: expected a proper numerical parameter\n',
    );
  });

  test('-Z fetches from several servers at once, from one in turn on its connection', () => {
    const { stdout } = curl(
      '-s',
      '-Z',
      '-m',
      '3',
      'http://192.168.70.77/',
      'http://192.168.70.78/',
      ADDRESS,
      `${ADDRESS}/no`,
      '-w',
      '%{urlnum} %{http_code} %{num_connects}\n',
      '-o',
      '/dev/null',
      '-o',
      '/dev/null',
      '-o',
      '/dev/null',
      '-o',
      '/dev/null',
    );
    expect(stdout).toBe('2 200 1\n3 404 0\n0 000 0\n1 000 0\n');
    expect(w.clock.now).toBeLessThan(5 * SECOND);
  });
});
