/** curl's options for connections and answers, as curl 7.88.1 answered with them, against nginx 1.22.1 and a server that shows what it was sent. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Process } from '../../lib/machine';
import { SECOND } from '../../lib/network';
import { curl as curlProgram } from '../../lib/tools/curl';
import { ADDRESS, answering, curl, OK, received, renew, sent, URL82, w } from './curlServers';

beforeEach(renew);

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
    received.length = 0;
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
