/**
 * Jupyter's wire protocol 5.3 over ZeroMQ, as far as a runner and a Jupyter kernel of ours need it: the connection file, and messages of
 * [identities…, delimiter, HMAC-SHA256 signature, header, parent header, metadata, content].
 *
 * Not modelled: binary buffers, comms, the stdin channel.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:net';

const DELIMITER = '<IDS|MSG>';

/** What a connection file says: where a Jupyter kernel listens and the key that signs every message. */
export interface Connection {
  readonly transport: 'tcp';
  readonly ip: '127.0.0.1';
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly control_port: number;
  readonly stdin_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly signature_scheme: 'hmac-sha256';
}

/** A received message: its type, the id of the request that caused it, and its content. */
export interface Message {
  readonly type: string;
  readonly parentId: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A connection with a fresh key on five ports of the loopback interface that are free at this moment. */
export async function newConnection(): Promise<Connection> {
  const servers = await Promise.all(Array.from({ length: 5 }, listen));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  const [shell_port = 0, iopub_port = 0, control_port = 0, stdin_port = 0, hb_port = 0] = ports;
  const key = randomBytes(32).toString('hex');
  const at = { transport: 'tcp', ip: '127.0.0.1' } as const;
  return { ...at, shell_port, iopub_port, control_port, stdin_port, hb_port, key, signature_scheme: 'hmac-sha256' };
}

/** The frames of a request of `type`, signed with `key`, and the id that replies will name as their parent. */
export function request(key: string, session: string, type: string, content: object): { id: string; frames: string[] } {
  const header = newHeader(session, type);
  return { id: header.msg_id, frames: signed(key, [header, {}, {}, content]) };
}

/** The frames of a reply of `type` to the request in `frames`, which go back to whoever sent them. */
export function reply(key: string, frames: readonly Buffer[], type: string, content: object): (string | Buffer)[] {
  const start = frames.findIndex((frame) => frame.toString() === DELIMITER);
  const parent = JSON.parse(String(frames[start + 2])) as { session: string };
  return [...frames.slice(0, start), ...signed(key, [newHeader(parent.session, type), parent, {}, content])];
}

/** The message in `frames`, or undefined when it is malformed or its signature is not of `key`. */
export function receive(key: string, frames: readonly Buffer[]): Message | undefined {
  const start = frames.findIndex((frame) => frame.toString() === DELIMITER);
  const [signature, ...parts] = frames.slice(start + 1);
  const [header, parent, , content] = parts;
  if (start < 0 || !signature || !header || !parent || !content) return undefined;
  const expected = Buffer.from(sign(key, parts.slice(0, 4)));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
  return {
    type: (JSON.parse(header.toString()) as { msg_type: string }).msg_type,
    parentId: (JSON.parse(parent.toString()) as { msg_id?: string }).msg_id ?? '',
    content: JSON.parse(content.toString()) as Record<string, unknown>,
  };
}

function newHeader(session: string, type: string) {
  const date = new Date().toISOString();
  return {
    msg_id: randomBytes(16).toString('hex'),
    session,
    username: 'chainwalk',
    date,
    msg_type: type,
    version: '5.3',
  };
}

function signed(key: string, content: readonly object[]): string[] {
  const parts = content.map((part) => JSON.stringify(part));
  return [DELIMITER, sign(key, parts), ...parts];
}

function sign(key: string, parts: readonly (string | Buffer)[]): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
