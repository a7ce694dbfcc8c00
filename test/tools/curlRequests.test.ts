/** What curl's options send, as curl 7.88.1 sent it, to nginx 1.22.1 and to a server that shows what it was sent. */
import { beforeEach, describe, expect, test } from 'vitest';
import { curl as curlProgram } from '../../lib/tools/curl';
import { ADDRESS, answering, curl, file, OK, received, renew, sent, URL82, w } from './curlServers';
import { run, watch } from './world';

beforeEach(renew);

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
    received.length = 0;
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
    received.length = 0;
    expect(sent('-b', 'jar', URL82).lines).toContain('Cookie: x=y; k=v');
    received.length = 0;
    expect(sent('-b', 'jar', '-j', URL82).lines).toContain('Cookie: x=y');
  });
});
