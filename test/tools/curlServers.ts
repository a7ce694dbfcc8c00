/** A host with nginx, and on port 82 a server that shows what curl sent it. */
import { expect } from 'vitest';
import { accept, listenTcp, Process, type Program, read, write } from '../../lib/machine';
import { decodeLatin1, encodeUtf8 } from '../../lib/packet';
import { curl as curlProgram } from '../../lib/tools/curl';
import { nginx } from '../../lib/tools/nginx';
import { PAGE_TIME, run, start, type World, world } from './world';

export const ADDRESS = 'http://192.168.70.6';
export let w: World;
/** What the server on port 82 was sent, a piece for each read. */
export const received: string[] = [];

/** Both machines anew, as before any test. */
export function renew(): void {
  w = world();
  received.length = 0;
  w.host.files.set('/usr/share/nginx/html/index.html', { content: '<h1>0123456789</h1>\n', modifiedAt: PAGE_TIME });
  start(w.host, nginx, ['nginx', '-g', 'daemon off;']);
}

export function curl(...words: string[]) {
  return run(w.client, curlProgram, ['curl', ...words]);
}

/** Answers each request on port 82 by the next of the answers. */
export function answering(...answers: readonly string[]): void {
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
export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n';

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(text)?.[1];
  if (/chunked/.test(text)) return text.endsWith('0\r\n\r\n');
  return end >= 0 && text.length >= end + 4 + Number(length ?? 0);
}

/** The header lines of the first request that server 82 gets, without those that every request has. */
export function sent(...words: string[]): { readonly lines: readonly string[]; readonly body: string } {
  answering(OK);
  const { stdout, stderr, exitCode } = curl('-sS', ...words);
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: 'ok\n', stderr: '', exitCode: 0 });
  const [head = '', body = ''] = received.join('').split(/\r\n\r\n(.*)/s);
  return { lines: head.split('\r\n').filter((line) => !/^(Host|User-Agent|Accept: \*)/.test(line)), body };
}

export function file(path: string, content: string): void {
  w.client.files.set(path, { content, modifiedAt: PAGE_TIME });
}

export const URL82 = `${ADDRESS}:82/`;
