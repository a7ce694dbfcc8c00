import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PortError, serveFolder } from '../../../lib/notebook/book/serve';
import { until } from '../trial';

const outside = mkdtempSync(join(tmpdir(), 'chainwalk-serve-'));
const folder = join(outside, 'book');
let server: Server;
let port = 0;

beforeAll(async () => {
  mkdirSync(folder);
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<p>Contents');
  mkdirSync(join(folder, 'api'));
  writeFileSync(join(folder, 'api', 'index.html'), '<p>Reference');
  symlinkSync(join(outside, 'secret.txt'), join(folder, 'link.txt'));
  server = await serveFolder(folder, 0);
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  rmSync(outside, { recursive: true, force: true });
});

/** Sends `path` as it is, which fetch would tidy. */
function get(path: string, method = 'GET'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, agent: false }, (response) => resolve(response.resume()))
      .on('error', reject)
      .end();
  });
}

test('pages are served with their type, on the loopback interface only', async () => {
  expect((await get('/')).headers['content-type']).toBe('text/html; charset=utf-8');
  expect((await get('/index.html?x=1')).statusCode).toBe(200);
  expect((await get('/')).headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'self' blob:; worker-src 'self' blob:; connect-src 'self';/,
  );
  expect((server.address() as AddressInfo).address).toBe('127.0.0.1');
});

test('pages of the reference, and no others, may run a script of their own', async () => {
  const policy = async (path: string) => (await get(path)).headers['content-security-policy'];
  expect(await policy('/api/')).toContain("script-src 'self' 'unsafe-inline';");
  expect(await policy('/')).not.toContain("script-src 'self' 'unsafe-inline'");
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/link.txt',
  '/%00',
  '/%',
  '/nothing.html',
  '//',
])('%s is refused', async (path) => {
  expect((await get(path)).statusCode).toBe(404);
});

test('a request under another name is refused, as one of a page from elsewhere is', async () => {
  const named = (host: string) =>
    new Promise((resolve, reject) => {
      const headers = { host };
      request({ host: '127.0.0.1', port, headers, agent: false }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
  expect(await named(`localhost:${port}`)).toBe(200);
  for (const host of ['localhost', `evil.org:${port}`, `127.0.0.1.evil.org:${port}`, '127.0.0.1:1'])
    expect(await named(host)).toBe(421);
});

test.skipIf(process.platform !== 'linux')('a file that a browser does not wait for is closed', async () => {
  const large = join(realpathSync(folder), 'large.svg');
  writeFileSync(large, Buffer.alloc(32_000_000));
  const isOpen = () => readdirSync('/proc/self/fd').some((fd) => linkOf(fd) === large);
  for (let count = 0; count < 3; count++) {
    await new Promise((resolve) => {
      const asked = request({ host: '127.0.0.1', port, path: '/large.svg', agent: false }, (response) => {
        response.once('data', () => resolve(asked.destroy()));
      }).end();
    });
  }
  await until(() => !isOpen(), 5_000);
});

function linkOf(fd: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return undefined;
  }
}

test('nothing can be written', async () => {
  expect((await get('/', 'POST')).statusCode).toBe(405);
});

test('a port that is taken is refused in one sentence', async () => {
  await expect(serveFolder(folder, port)).rejects.toThrow(
    `Port ${port} is taken: choose another with --port, or 0 for any that is free.`,
  );
});

test('two servers at once do not disturb one another, nor does one whose port is taken', async () => {
  const other = join(outside, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'index.html'), '<p>Other');
  const second = await serveFolder(other, 0);
  const { port: otherPort } = second.address() as AddressInfo;
  const pages = async () => {
    const both = [port, otherPort].map(async (at) => (await fetch(`http://127.0.0.1:${at}/`)).text());
    return Promise.all(both);
  };
  try {
    expect(otherPort).not.toBe(port);
    expect(await pages()).toEqual(['<p>Contents', '<p>Other']);
    await expect(serveFolder(other, port)).rejects.toThrow(PortError);
    expect(await pages()).toEqual(['<p>Contents', '<p>Other']);
    // A name for one is none for the other.
    const headers = { host: `127.0.0.1:${port}` };
    const status = await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: otherPort, headers, agent: false }, (response) =>
        resolve(response.resume().statusCode),
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  } finally {
    second.closeAllConnections();
    await new Promise((closed) => second.close(closed));
  }
  expect((await get('/')).statusCode).toBe(200);
  // The port that the other one had is free again.
  const third = await serveFolder(folder, otherPort);
  await new Promise((closed) => third.close(closed));
});
