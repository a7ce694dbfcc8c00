import { beforeEach, expect, test } from 'vitest';
import { connectTcp, type Program, read, write } from '../../lib/machine';
import { SECOND } from '../../lib/network';
import { decodeLatin1, encodeLatin1 } from '../../lib/packet';
import { programs } from '../../lib/tools';
import { nginx } from '../../lib/tools/nginx';
import { PAGE_TIME, run, start, type World, world } from './world';

let w: World;

beforeEach(() => {
  w = world();
  w.host.files.set('/usr/share/nginx/html/index.html', { content: '<p>Grüße</p>\n', modifiedAt: PAGE_TIME });
  w.host.files.set('/usr/share/nginx/html/sub/a.txt', { content: 'hi\n', modifiedAt: PAGE_TIME });
  start(w.host, nginx, ['nginx', '-g', 'daemon off;']);
});

/** Sends bytes, and returns all that comes until the end of the connection, or for a second. */
function talk(text: string): string {
  const program: Program = function* (process) {
    const socket = yield* connectTcp(process, 0xc0a84606, 80);
    if (typeof socket === 'string') return 1;
    yield* write(process, socket, encodeLatin1(text));
    for (;;) {
      const data = yield* read(process, socket, SECOND);
      if (typeof data === 'string' || data.length === 0) return 0;
      process.stdout += decodeLatin1(data);
    }
  };
  return run(w.client, program, ['talk']).stdout;
}

const curl = (...words: readonly string[]) =>
  run(w.client, programs.get('curl'), ['curl', '-s', '-i', ...words])
    .stdout.replace(/\r/g, '')
    .replace(/^Date: .*\n/m, '');

test('a page of its own has the real one’s length and fields', () => {
  expect(curl('http://192.168.70.6/nope')).toBe(
    `HTTP/1.1 404 Not Found
Server: nginx/1.22.1
Content-Type: text/html
Content-Length: 153
Connection: keep-alive

<html>
<head><title>404 Not Found</title></head>
<body>
<center><h1>404 Not Found</h1></center>
<hr><center>nginx/1.22.1</center>
</body>
</html>
`,
  );
  expect(curl('-X', 'DELETE', 'http://192.168.70.6/')).toContain(
    '405 Not Allowed\nServer: nginx/1.22.1\nContent-Type: text/html\nContent-Length: 157\n',
  );
});

test('a directory is redirected to its slash, and has no listing', () => {
  expect(curl('http://192.168.70.6/sub')).toContain(
    'Content-Length: 169\nLocation: http://192.168.70.6/sub/\nConnection: keep-alive\n',
  );
  expect(curl('http://192.168.70.6/sub/')).toContain('HTTP/1.1 403 Forbidden\n');
});

test('lengths are in bytes of UTF-8, types go by extension', () => {
  expect(curl('http://192.168.70.6/')).toMatch(/Content-Length: 15\n[\s\S]*<p>Grüße<\/p>\n$/);
  expect(curl('http://192.168.70.6/sub/a.txt')).toContain('Content-Type: text/plain\n');
});

test('requests in one go are answered in turn', () => {
  const answer = talk(
    'GET /sub/a.txt HTTP/1.1\r\nHost: a\r\n\r\nHEAD /nope HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(
    /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nhi\nHTTP\/1\.1 404 Not Found\r\n[\s\S]*Connection: close\r\n\r\n$/,
  );
});

test.each([
  ['GARBAGE\r\n\r\n', '400 Bad Request'],
  ['GET / HTTP/1.1\r\n\r\n', '400 Bad Request'],
  ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', '400 Bad Request'],
  ['GET / HTTP/3.1\r\nHost: a\r\n\r\n', '505 HTTP Version Not Supported'],
  ['GET nope HTTP/1.1\r\nHost: a\r\n\r\n', '400 Bad Request'],
  ['get / HTTP/1.1\r\nHost: a\r\n\r\n', '400 Bad Request'],
  ['\x16\x03\x01\x02\x00\x01', '400 Bad Request'],
  ['GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n', '400 Bad Request'],
  [`GET /${'x'.repeat(9000)} HTTP/1.1\r\n`, '414 Request-URI Too Large'],
])('%j is refused', (text, status) => {
  expect(talk(text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status}\\r\\n[\\s\\S]*Connection: close\\r\\n`));
});

test('HTTP/0.9 gets a body and nothing else', () => {
  expect(talk('GET /sub/a.txt\r\n')).toBe('hi\n');
});

test('accesses are logged', () => {
  curl('http://192.168.70.6/');
  const [master] = w.host.pids.list();
  expect(master?.stdout).toBe(
    '192.168.70.1 - - [02/Jul/2022:08:00:00 +0000] "GET / HTTP/1.1" 200 15 "-" "curl/7.88.1"\n',
  );
});

test('what is to stop the master says so in the error log’s way, and that there is none, as the real one does', () => {
  const stop = () => {
    const { stdout, stderr, exitCode } = run(w.host, nginx, ['nginx', '-s', 'stop']);
    const said = stderr.replace(/^\d{4}\/\d\d\/\d\d [\d:]{8} (\[\w+\]) (\d+)#\2: /gm, '$1 ');
    return { stdout, said, exitCode };
  };
  const started = '[notice] signal process started\n';
  expect(stop()).toEqual({ stdout: '', said: started, exitCode: 0 });
  w.clock.advance(SECOND);
  const missing = '[error] open() "/run/nginx.pid" failed (2: No such file or directory)\n';
  expect(stop()).toEqual({ stdout: '', said: started + missing, exitCode: 1 });
});
