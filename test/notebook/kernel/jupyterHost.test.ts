import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Dealer, Subscriber } from 'zeromq';
import { type Connection, type Message, newConnection, receive, request } from '../../../lib/notebook/kernel/wire';
import { isAlive, until } from '../trial';

const PROGRAM = join(__dirname, '../../../lib/dist/notebook/kernel/jupyterHost.js');
/** What Jupyter does, as far as a kernel can see: it starts one, and says which. */
const JUPYTER = `
  const kernel = require('child_process').spawn(process.execPath, process.argv.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] });
  console.log(kernel.pid);
  setInterval(() => {}, 1000);`;

let folder: string;
let connection: Connection;
let jupyter: ChildProcess;
let kernel: number;
let shell: Dealer;
/** What kernel and Jupyter print outside of cells. */
let complaints: string;

async function start(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'chainwalk-test-'));
  connection = await newConnection();
  const file = join(folder, 'connection.json');
  writeFileSync(file, JSON.stringify(connection));
  jupyter = spawn(process.execPath, ['-e', JUPYTER, PROGRAM, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  complaints = '';
  jupyter.stderr?.on('data', (text) => {
    complaints += text;
  });
  kernel = await new Promise((resolve) => jupyter.stdout?.once('data', (text) => resolve(Number(text))));
  shell = new Dealer({ linger: 0 });
  shell.connect(`tcp://127.0.0.1:${connection.shell_port}`);
}

function end(): void {
  shell.close();
  jupyter.kill('SIGKILL');
  rmSync(folder, { recursive: true });
}

/** Sends a request and waits for the reply. */
async function ask(type: string, content: object): Promise<Message | undefined> {
  await shell.send(request(connection.key, 'test', type, content).frames);
  return receive(connection.key, await shell.receive());
}

describe('a kernel of its own', () => {
  beforeEach(start);
  afterEach(end);

  test('a kernel ends within seconds of the Jupyter that started it, even in the middle of an endless loop', async () => {
    expect(await ask('kernel_info_request', {})).toMatchObject({ type: 'kernel_info_reply' });
    await shell.send(request(connection.key, 'test', 'execute_request', { code: 'while (true) {}' }).frames);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(isAlive(kernel)).toBe(true);
    jupyter.kill('SIGKILL');
    await until(() => !isAlive(kernel), 30_000);
  });
});

describe('a kernel that goes on until it is told to shut down', () => {
  beforeAll(start);
  afterAll(end);

  test('a front end that asks for earlier inputs is told that there are none, and nothing is printed', async () => {
    const request = { output: false, raw: true, hist_access_type: 'tail', session: 0, n: 100, unique: true };
    expect(await ask('history_request', request)).toMatchObject({
      type: 'history_reply',
      content: { status: 'ok', history: [] },
    });
    expect(complaints).toBe('');
  });

  test('an error names the cell and its line, and an interrupt ends an endless loop', async () => {
    const iopub = new Subscriber({ linger: 0 });
    iopub.connect(`tcp://127.0.0.1:${connection.iopub_port}`);
    iopub.subscribe();
    // What a kernel says before it knows of the subscriber is lost: it says `busy` at each request.
    let heard = false;
    const first = iopub.receive().then(() => {
      heard = true;
    });
    while (!heard) await ask('kernel_info_request', {});
    await first;
    expect(await ask('execute_request', { code: "const one = 1;\nthrow new Error('no');" })).toMatchObject({
      content: { status: 'error' },
    });
    expect(await nextStream(iopub)).toBe('Error: no\n    at cell 1, line 2\n');
    await pauseAfterError();
    const interrupted = ask('execute_request', { code: 'while (true) {}' });
    // Nobody sees the loop begin, and an interrupt before it interrupts nothing.
    const interrupts = setInterval(() => process.kill(kernel, 'SIGINT'), 500);
    const answer = await interrupted.finally(() => clearInterval(interrupts));
    expect(answer).toMatchObject({ content: { status: 'error' } });
    iopub.close();
  });

  test('a kernel that is told to shut down ends by itself, though a worker of its own draws pictures', async () => {
    await pauseAfterError();
    const code = "import { preload } from 'chainwalk';\npreload();";
    expect(await ask('execute_request', { code })).toMatchObject({ content: { status: 'ok' } });
    expect(await ask('shutdown_request', { restart: false })).toMatchObject({ type: 'shutdown_reply' });
    await until(() => !isAlive(kernel), 30_000);
  });
});

/** tslab refuses what comes within 200 ms of an error, so that cells behind it do not run. */
function pauseAfterError(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}

/** What a cell prints next. */
async function nextStream(iopub: Subscriber): Promise<unknown> {
  for await (const frames of iopub) {
    const message = receive(connection.key, frames);
    if (message?.type === 'stream') return message.content.text;
  }
  return undefined;
}
