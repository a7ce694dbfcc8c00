/** A web server for the book: files of one folder, on the loopback interface only, read-only. */
import { createReadStream, realpathSync, statSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { REFERENCE_FOLDER } from './reference';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ipynb': 'application/x-ipynb+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
};

/** For all that is served, the pages' own stricter policies notwithstanding. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/**
 * Pages load their programs from here, and these run cells as scripts that they make. Pages of the API's reference choose light or
 * dark in a script of their own; notebooks' texts and outputs are not in them.
 */
function policyOf(isReference: boolean): string {
  return [
    `default-src 'none'; script-src 'self' ${isReference ? "'unsafe-inline'" : 'blob:'}`,
    "worker-src 'self' blob:; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:",
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ].join('; ');
}

/** A port that cannot be served on; the message is one sentence. */
export class PortError extends Error {
  readonly code = 'ERR_PORT';
}

/** Serves `folder` on 127.0.0.1 at `port` (0 for any that is free) once it resolves; throws PortError when it is taken. */
export function serveFolder(folder: string, port: number): Promise<Server> {
  const root = realpathSync(resolve(folder));
  const server = createServer((request, response) => {
    if (!isOurHost(request.headers.host, request.socket.localPort))
      return refuse(response, 421, 'This server is called 127.0.0.1 or localhost.');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'Only GET and HEAD are served.');
    const file = fileFor(root, request.url ?? '/');
    if (file === undefined) return refuse(response, 404, 'There is no such page.');
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    const policy = policyOf(file.startsWith(join(root, REFERENCE_FOLDER) + sep));
    response.writeHead(200, { 'content-type': type, 'content-security-policy': policy, ...HEADERS });
    if (request.method === 'HEAD') response.end();
    // Ends the reading when the browser does not wait for the end.
    else pipeline(createReadStream(file), response, () => {});
  });
  return new Promise((listening, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new PortError(reason(error, port))));
    server.listen(port, '127.0.0.1', () => listening(server));
  });
}

/** Whether a request means this server: a page from elsewhere whose name has come to lead to 127.0.0.1 does not. */
function isOurHost(host: string | undefined, port: number | undefined): boolean {
  const names = port === 80 ? ['127.0.0.1', 'localhost'] : [`127.0.0.1:${port}`, `localhost:${port}`];
  return host !== undefined && names.includes(host);
}

/** The file under `root` that `url` names, links followed; undefined when there is none or it lies elsewhere. */
function fileFor(root: string, url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url, 'http://127.0.0.1').pathname);
    const file = realpathSync(join(root, path.endsWith('/') ? `${path}index.html` : path));
    return file.startsWith(root + sep) && statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${reason}\n`);
}

function reason(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is taken: choose another with --port, or 0 for any that is free.`;
  if (error.code === 'EACCES') return `Port ${port} may not be used by this user: choose another with --port.`;
  return `Port ${port} cannot be used: ${error.message}.`;
}
