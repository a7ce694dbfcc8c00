/**
 * One Jupyter kernel, tslab, in a process of its own: started with a private connection file, spoken to over ZeroMQ on the
 * loopback interface, and ended for certain. Cells run one after another.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dealer, Subscriber } from 'zeromq';
import { builtFile } from '../../node/packageFile';
import type { HostReport, HostRequest, Stray } from '../kernel/hostMessage';
import { type Connection, type Message, newConnection, receive, request } from '../kernel/wire';
import { forget, remember } from './liveKernels';

/** How long a Jupyter kernel may take to answer for the first time, and to end when it is asked to, in milliseconds. */
const START_MS = 30_000;
const END_MS = 1_000;

/** A Jupyter kernel that did not start, died, or did not answer in time; the message is a sentence that says which. */
export class JupyterKernelError extends Error {
  readonly code = 'ERR_JUPYTER_KERNEL';

  /** `isUnfit`: the installed tslab cannot be used, so that no other attempt would succeed. */
  constructor(
    message: string,
    readonly isUnfit = false,
  ) {
    super(message);
  }
}

/** What a Jupyter kernel tells while cells run. */
export interface JupyterKernelListener {
  /** A message on iopub that code cell `cell` caused. */
  onOutput(cell: number, type: string, content: Readonly<Record<string, unknown>>): void;
  /** Something went wrong without failing the cell that caused it. */
  onStray(stray: Stray): void;
  /** The source line of each compiled line of code cell `cell`. */
  onLines(cell: number, lines: readonly number[]): void;
}

/** A running kernel. */
export class JupyterKernel {
  readonly #child: ChildProcess;
  readonly #connection: Connection;
  readonly #listener: JupyterKernelListener;
  readonly #session = randomUUID();
  readonly #shell = new Dealer({ linger: 0 });
  readonly #iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  readonly #cellOf = new Map<string, number>();
  readonly #waiting = new Map<string, (message: Message) => void>();
  readonly #exited: Promise<string>;
  /** Why the Jupyter kernel answers no more. */
  readonly #failed: Promise<JupyterKernelError>;
  #onDone: () => void = () => {};
  #onUnfit: (reason: string) => void = () => {};

  private constructor(child: ChildProcess, connection: Connection, listener: JupyterKernelListener) {
    this.#child = child;
    this.#connection = connection;
    this.#listener = listener;
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
      child.once('error', (error) => resolve(error.message));
    });
    const unfit = new Promise<JupyterKernelError>((resolve) => {
      this.#onUnfit = (reason) => resolve(new JupyterKernelError(reason, true));
    });
    const died = this.#exited.then((how) => new JupyterKernelError(`the Jupyter kernel died (${how})`));
    this.#failed = Promise.race([unfit, died]);
    child.on('message', (report: HostReport) => this.#hear(report));
  }

  /** Starts a Jupyter kernel that resolves modules from `folder` and works there; throws JupyterKernelError when it does not answer. */
  static async start(folder: string, listener: JupyterKernelListener): Promise<JupyterKernel> {
    const connection = await newConnection();
    const privateFolder = mkdtempSync(join(tmpdir(), 'chainwalk-kernel-'));
    const file = join(privateFolder, 'connection.json');
    writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
    const child = spawn(process.execPath, [builtFile('notebook/kernel/host.js'), file], {
      cwd: folder,
      env: kernelEnvironment(),
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    });
    remember(child, privateFolder);
    const kernel = new JupyterKernel(child, connection, listener);
    try {
      await kernel.#connect();
    } catch (error) {
      await kernel.stop();
      throw error;
    }
    return kernel;
  }

  /** The process id of the kernel. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Runs `code` as code cell `cell`; true when it succeeded. Throws JupyterKernelError on death, or after `timeoutMs`. */
  async execute(cell: number, code: string, timeoutMs: number): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    await this.#ask({ kind: 'begin', cell }, deadline, timeoutMs);
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    };
    const { id, frames } = request(this.#connection.key, this.#session, 'execute_request', content);
    this.#cellOf.set(id, cell);
    const reply = this.#reply(id, 'execute_reply');
    const idle = this.#reply(id, 'idle');
    await this.#shell.send(frames);
    const [answer] = await this.#inTime(Promise.all([reply, idle]), deadline, timeoutMs);
    if (answer.content.status !== 'abort') return answer.content.status === 'ok';
    // After a cell that failed, the Jupyter kernel takes no other for a fifth of a second; this one did not run.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return this.execute(cell, code, deadline - Date.now());
  }

  /** Waits until what the cells started has come to an end, at most `graceMs`, so that strays are heard in time. */
  settle(graceMs: number, timeoutMs: number): Promise<void> {
    return this.#ask({ kind: 'settle', graceMs }, Date.now() + timeoutMs, timeoutMs);
  }

  /** Ends the Jupyter kernel: asks it to terminate, kills it when it does not, and returns when it is gone. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), END_MS);
    if (this.#child.pid !== undefined) await this.#exited;
    clearTimeout(killer);
    this.#shell.close();
    this.#iopub.close();
    forget(this.#child);
  }

  async #connect(): Promise<void> {
    const at = (port: number) => `tcp://127.0.0.1:${port}`;
    this.#shell.connect(at(this.#connection.shell_port));
    this.#iopub.connect(at(this.#connection.iopub_port));
    this.#iopub.subscribe();
    void this.#listen(this.#shell, (message) => this.#resolve(`${message.parentId} ${message.type}`, message));
    void this.#listen(this.#iopub, (message) => this.#published(message));
    const deadline = Date.now() + START_MS;
    for (let heard = false; !heard; ) {
      const { id, frames } = request(this.#connection.key, this.#session, 'kernel_info_request', {});
      const idle = this.#reply(id, 'idle').then(() => true);
      await this.#shell.send(frames);
      const pause = new Promise<false>((resolve) => setTimeout(resolve, 100, false));
      heard = await this.#inTime(Promise.race([idle, pause]), deadline, START_MS);
    }
  }

  async #listen(socket: AsyncIterable<Buffer[]>, take: (message: Message) => void): Promise<void> {
    try {
      for await (const frames of socket) {
        const message = receive(this.#connection.key, frames);
        if (message) take(message);
      }
    } catch {
      // The socket was closed while it was being read: the Jupyter kernel is being stopped.
    }
  }

  #published(message: Message): void {
    if (message.type === 'status') {
      if (message.content.execution_state === 'idle') this.#resolve(`${message.parentId} idle`, message);
      return;
    }
    const cell = this.#cellOf.get(message.parentId);
    if (cell !== undefined) this.#listener.onOutput(cell, message.type, message.content);
  }

  #hear(report: HostReport): void {
    if (report.kind === 'done') this.#onDone();
    else if (report.kind === 'unfit') this.#onUnfit(report.reason);
    else if (report.kind === 'stray') this.#listener.onStray(report);
    else this.#listener.onLines(report.cell, report.lines);
  }

  #ask(message: HostRequest, deadline: number, limitMs: number): Promise<void> {
    const done = new Promise<void>((resolve) => {
      this.#onDone = resolve;
    });
    if (this.#child.connected) this.#child.send(message, () => {});
    return this.#inTime(done, deadline, limitMs);
  }

  #reply(id: string, type: string): Promise<Message> {
    return new Promise((resolve) => this.#waiting.set(`${id} ${type}`, resolve));
  }

  #resolve(key: string, message: Message): void {
    this.#waiting.get(key)?.(message);
    this.#waiting.delete(key);
  }

  async #inTime<T>(promise: Promise<T>, deadline: number, limitMs: number): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new JupyterKernelError(`no answer within ${limitMs / 1000} s`);
      timer = setTimeout(reject, Math.max(0, deadline - Date.now()), error);
    });
    const failed = this.#failed.then((error) => Promise.reject(error));
    try {
      return await Promise.race([promise, late, failed]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The same time zone, language and lack of colour everywhere, since outputs are compared letter by letter. */
export const JUPYTER_KERNEL_SETTINGS = {
  NO_COLOR: '1',
  TZ: 'UTC',
  LC_ALL: 'en_US.UTF-8',
  NODE_NO_WARNINGS: '1',
} as const;

function kernelEnvironment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, NODE_OPTIONS: __, ...rest } = process.env;
  return { ...rest, ...JUPYTER_KERNEL_SETTINGS };
}
