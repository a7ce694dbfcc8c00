/** The nginx server as its image runs it: a master that listens on port 80, and one worker that serves. Linux: ngx_process_cycle.c. */
import { accept, listenTcp, Process, type Program, pause, type Thread, userOf, waitForExit } from '../../machine';
import { MILLISECOND, type TcpListener } from '../../network';
import { clockTime } from '../common/calendar';
import { failProcess } from '../common/command';
import { serveConnection } from './connection';

/** No file is there but those that somebody put there: what they say is not read. */
const CONFIGURATION = '/etc/nginx';
const PORT = 80;
/** NGX_LISTEN_BACKLOG. */
const BACKLOG = 511;
/** How often the master tries to bind, and how long it waits in between. */
const BIND_TRIES = 5;

/** `nginx [-g DIRECTIVES] [-t] [-v] [-s stop|quit]`. Serves the files under /usr/share/nginx/html of its place; its access log goes to standard output. */
export const nginx: Program = function* nginx(process: Process): Thread {
  const options = parse(process.argv.slice(1));
  if (typeof options === 'string') return failProcess(process, `nginx: ${options}\n`);
  // What follows is printed as errors, though it is none. nginx: ngx_show_version_info, ngx_init_cycle.
  if (options.version) {
    process.stderr += 'nginx version: nginx/1.22.1\n';
    return 0;
  }
  if (options.test) {
    process.stderr +=
      'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n';
    return 0;
  }
  if (options.signal !== undefined) return signalMaster(process, options.signal);
  if (process.place.files.find(CONFIGURATION) !== undefined)
    return failProcess(process, `chainwalk does not model nginx with files of one's own in ${CONFIGURATION}\n`);
  const complaint = complainAsUser(process);
  if (complaint !== undefined) return failProcess(process, complaint);
  const listener = yield* listen(process);
  if (listener === undefined) return 1;
  if (options.foreground) return yield* master(process, listener);
  // In the background: the command ends, the master goes on without it.
  process.close(listener);
  new Process({ place: process.place, argv: process.argv, program: background });
  return 0;
};

/** What nginx says when it may not write into the directories that it is set up for. nginx: ngx_core_module_init_conf, ngx_create_paths. */
function complainAsUser(process: Process): string | undefined {
  if (userOf(process.place).uid === 0) return undefined;
  const start = (level: string) => logStart(process, level);
  return `${start('warn')} the "user" directive makes sense only if the master process runs with super-user privileges, ignored in /etc/nginx/nginx.conf:1
${start('emerg')} mkdir() "/var/lib/nginx/body" failed (13: Permission denied)
`;
}

/** What a line of its error log begins with. nginx: ngx_log_error_core. */
function logStart(process: Process, level: string): string {
  const date = process.place.machine.date();
  const pid = process.place.pids.pidOf(process);
  return `${date.toISOString().slice(0, 10).replaceAll('-', '/')} ${clockTime(date)} [${level}] ${pid}#${pid}:`;
}

function* background(process: Process): Thread {
  const listener = yield* listen(process);
  return listener === undefined ? 1 : yield* master(process, listener);
}

/** As Debian's package has it made. */
const PID_FILE = '/run/nginx.pid';
const TEMPORARY = ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

function* master(process: Process, listener: TcpListener): Thread {
  const { place } = process;
  const now = place.machine.date().getTime();
  for (const name of TEMPORARY) place.files.makeDirectory(`/var/lib/nginx/${name}`, now, true);
  place.files.set(PID_FILE, { content: `${place.pids.pidOf(process)}\n`, modifiedAt: now });
  process.title = `nginx: master process ${process.argv.join(' ')}`;
  let worker: Process | undefined;
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
    process.handlers.set(signal, () => {
      stopping = true;
      worker?.kill(signal);
    });
  }
  process.handlers.set('SIGHUP', () => worker?.kill('SIGQUIT'));
  process.onExit(() => worker?.kill('SIGKILL'));
  while (!stopping) {
    worker = new Process({
      place: process.place,
      argv: process.argv,
      title: 'nginx: worker process',
      parent: process,
      program: (child) => serve(child, listener, process),
    });
    yield* waitForExit(worker);
  }
  if (place.files.get(PID_FILE) !== undefined) place.files.remove(PID_FILE);
  return 0;
}

/** The worker: a thread for each connection stands for its event loop. */
function* serve(worker: Process, listener: TcpListener, logger: Process): Thread {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) worker.handlers.set(signal, () => worker.exit(0));
  for (;;) {
    const socket = yield* accept(worker, listener);
    worker.spawn(
      serveConnection(worker, socket, (line) => {
        logger.stdout += line;
      }),
    );
  }
}

function* listen(process: Process) {
  for (let attempt = 0; attempt < BIND_TRIES; attempt++) {
    const listener = listenTcp(process, 0, PORT, BACKLOG);
    if (typeof listener !== 'string') return listener;
    process.stderr += `nginx: [emerg] bind() to 0.0.0.0:${PORT} failed (98: Address already in use)\n`;
    yield* pause(process, 500 * MILLISECOND);
  }
  process.stderr += 'nginx: [emerg] still could not bind()\n';
  return undefined;
}

interface Options {
  readonly foreground: boolean;
  readonly version: boolean;
  readonly test: boolean;
  readonly signal: 'stop' | 'quit' | undefined;
}

/** Options, or what is wrong with them. */
function parse(argv: readonly string[]): Options | string {
  let options: Options = { foreground: false, version: false, test: false, signal: undefined };
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index];
    if (word === '-v') options = { ...options, version: true };
    else if (word === '-t') options = { ...options, test: true };
    else if (word === '-s') {
      const signal = argv[++index];
      if (signal === 'reload' || signal === 'reopen') return `signal "${signal}" is not modelled by chainwalk`;
      if (signal !== 'stop' && signal !== 'quit') return `invalid option: "-s ${signal ?? ''}"`;
      options = { ...options, signal };
    } else if (word === '-g') {
      const directives = (argv[++index] ?? '')
        .split(';')
        .map((directive) => directive.trim())
        .filter((directive) => directive !== '');
      const unknown = directives.find((directive) => !/^daemon\s+(on|off)$/.test(directive));
      if (unknown !== undefined) return `directive "${unknown}" is not modelled by chainwalk`;
      options = { ...options, foreground: directives.some((directive) => directive.endsWith('off')) };
    } else if (/^-[cepqTV?h]/.test(word ?? '')) return `option "${word}" is not modelled by chainwalk`;
    else return `invalid option: "${word}"`;
  }
  return options;
}

function signalMaster(process: Process, signal: 'stop' | 'quit'): number {
  process.stderr += `${logStart(process, 'notice')} signal process started\n`;
  const running = process.place.pids.list().find(({ title }) => title.startsWith('nginx: master process'));
  if (running === undefined)
    return failProcess(
      process,
      `${logStart(process, 'error')} open() "/run/nginx.pid" failed (2: No such file or directory)\n`,
    );
  running.kill(signal === 'stop' ? 'SIGTERM' : 'SIGQUIT');
  return 0;
}
