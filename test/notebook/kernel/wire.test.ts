import { expect, test } from 'vitest';
import { newConnection, receive, request } from '../../../lib/notebook/kernel/wire';

const frames = (key: string): Buffer[] =>
  request(key, 'session', 'execute_request', { code: '1' }).frames.map((frame) => Buffer.from(frame));

test('a signed message is read with the key that signed it', () => {
  expect(receive('key', [Buffer.from('identity'), ...frames('key')])).toMatchObject({
    type: 'execute_request',
    content: { code: '1' },
  });
});

test('a message with another key, or changed on its way, or cut short, is dropped', () => {
  const changed = frames('key');
  changed[5] = Buffer.from('{"code":"2"}');
  expect([
    receive('other', frames('key')),
    receive('key', changed),
    receive('key', frames('key').slice(0, 4)),
    receive('key', []),
  ]).toEqual(Array(4).fill(undefined));
});

test('a connection is on five ports of the loopback interface, with a key of its own', async () => {
  const [one, other] = [await newConnection(), await newConnection()];
  const ports = [one.shell_port, one.iopub_port, one.control_port, one.stdin_port, one.hb_port];
  expect([one.ip, new Set(ports).size, ports.includes(0)]).toEqual(['127.0.0.1', 5, false]);
  expect(one.key).not.toBe(other.key);
});
