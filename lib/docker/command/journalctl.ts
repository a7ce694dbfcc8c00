/** `journalctl` of systemd 252, of the docker service: what systemd and dockerd 20.10.24 write. Not modelled: options but -u -n -x -e -q -o --no-pager, other units. */
import type { Process } from '../../machine';
import { MONTHS, padToTwo } from '../../tools/common/calendar';
import { failProcess } from '../../tools/common/command';
import type { DockerEngine } from '../engine';
import type { JournalRecord } from '../journal';
import { longTimestamp } from './times';

interface Options {
  readonly lines: number | undefined;
  readonly format: 'short' | 'cat';
}

/** A line of the journal. */
interface Line {
  readonly record: JournalRecord;
  /** systemd's own; dockerd's otherwise. */
  readonly isSystemd: boolean;
  readonly text: string;
}

/** `journalctl -u docker [-n LINES] [-o short|cat]` */
export function journalctl(engine: DockerEngine, process: Process): number {
  const fail = (text: string) => failProcess(process, `journalctl: ${text}\n`, 2);
  const options = readOptions(process.argv.slice(1));
  if (typeof options === 'string') return fail(options);
  if (!engine.release.version.startsWith('20.10'))
    return fail(`what Docker ${engine.release.version} writes to the journal is not modelled by chainwalk`);
  const { machine } = engine;
  const all = engine.journal.records.flatMap((record) => linesOf(engine, record));
  const shown = options.lines === undefined ? all : all.slice(Math.max(0, all.length - options.lines));
  if (shown.length === 0) process.stdout += '-- No entries --\n';
  for (const { record, isSystemd, text } of shown) {
    const date = machine.date(record.at);
    const when = `${MONTHS[date.getUTCMonth()]} ${padToTwo(date.getUTCDate())} ${date.toISOString().slice(11, 19)}`;
    const who = isSystemd ? 'systemd[1]' : `dockerd[${record.pid}]`;
    process.stdout += options.format === 'cat' ? `${text}\n` : `${when} ${machine.hostname} ${who}: ${text}\n`;
  }
  return 0;
}

function readOptions(argv: readonly string[]): Options | string {
  let unit: string | undefined;
  let lines: number | undefined;
  let format: Options['format'] = 'short';
  const words = argv.flatMap((word) => {
    // Letters in one word: -xeu docker.
    if (/^-[a-z]{2,}$/i.test(word)) return [...word.slice(1)].map((letter) => `-${letter}`);
    return /^--[a-z-]+=/.test(word)
      ? [word.replace(/=.*$/s, ''), word.replace(/^[^=]*=/s, '')]
      : [/^-[a-z]./i.test(word) ? [word.slice(0, 2), word.slice(2)] : word].flat();
  });
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word === '-u' || word === '--unit') unit = words[++index];
    else if (word === '-n' || word === '--lines') {
      const next = words[index + 1] ?? '';
      if (/^\d+$/.test(next)) index += 1;
      lines = /^\d+$/.test(next) ? Number(next) : 10;
    } else if (word === '-o' || word === '--output') {
      const next = words[++index] ?? '';
      if (next !== 'short' && next !== 'cat') return `output "${next}" is not modelled by chainwalk`;
      format = next;
    } else if (word === '-e') lines ??= 1000;
    else if (word !== '--no-pager' && word !== '-x' && word !== '-q')
      return `option "${word}" is not modelled by chainwalk`;
  }
  if (unit === undefined) return 'the journal of all units is not modelled by chainwalk';
  if (unit.replace(/\.service$/, '') !== 'docker') return `the journal of "${unit}" is not modelled by chainwalk`;
  return { lines, format };
}

const NAME = 'docker.service - Docker Application Container Engine';

/** What dockerd says while it finds containerd, twice. */
const GRPC = [
  'parsed scheme: \\"unix\\"',
  'scheme \\"unix\\" not registered, fallback to default scheme',
  'ccResolverWrapper: sending update to cc: {[{unix:///run/containerd/containerd.sock  <nil> 0 <nil>}] <nil> <nil>}',
  'ClientConn switching balancer to \\"pick_first\\"',
  'Channel switches to new LB policy \\"pick_first\\"',
  'Subchannel Connectivity change to CONNECTING',
  'Subchannel picks a new address \\"unix:///run/containerd/containerd.sock\\" to connect',
  'Channel Connectivity change to CONNECTING',
  'Subchannel Connectivity change to READY',
  'Channel Connectivity change to READY',
].map((text) => `level=info msg="[core] ${text}" module=grpc`);

const info = (text: string, more = '') => `level=info msg="${text}"${more}`;

function linesOf(engine: DockerEngine, record: JournalRecord): readonly Line[] {
  const { id, text } = record;
  const systemd = (...texts: readonly string[]) => texts.map((one) => ({ record, isSystemd: true, text: one }));
  const time = `time="${longTimestamp(engine.machine, record.at)}" `;
  const dockerd = (...texts: readonly string[]) =>
    texts.map((one) => ({ record, isSystemd: false, text: `${time}${one}` }));
  switch (record.kind) {
    case 'starting':
      return [...systemd(`Starting ${NAME}...`), ...dockerd(info('Starting up'), ...GRPC, ...GRPC)];
    case 'ready':
      return [...dockerd(...startLines(engine, text)), ...systemd(`Started ${NAME}.`)];
    case 'failed':
      return [
        ...text.split('\n').map((one) => ({ record, isSystemd: false, text: one })),
        ...systemd(
          'docker.service: Main process exited, code=exited, status=1/FAILURE',
          "docker.service: Failed with result 'exit-code'.",
          `Failed to start ${NAME}.`,
        ),
      ];
    case 'stopping':
      return [...systemd(`Stopping ${NAME}...`), ...dockerd(info("Processing signal 'terminated'"))];
    case 'stopped':
      return [
        ...dockerd(info('Daemon shutdown complete')),
        ...systemd('docker.service: Deactivated successfully.', `Stopped ${NAME}.`),
      ];
    case 'start': {
      const [bind, port] = /Bind for \S+:(\d+) failed: port is already allocated/.exec(text) ?? [];
      return dockerd(
        ...(bind === undefined ? [] : [`level=warning msg="Failed to allocate and map port ${port}-${port}: ${bind}"`]),
        `level=error msg="${id} cleanup: failed to delete container from containerd: no such container"`,
        `level=error msg="Handler for POST /v1.41/containers/${id}/start returned error: ${escaped(text)}"`,
      );
    }
    case 'force':
      return dockerd(info(`Container failed to exit within ${text} - using the force`, ` container=${id}`));
    case 'end':
      return dockerd(
        info(
          'ignoring event',
          ` container=${id} module=libcontainerd namespace=moby topic=/tasks/delete type="*events.TaskDelete"`,
        ),
      );
  }
}

function startLines({ release }: DockerEngine, subnet: string): readonly string[] {
  return [
    info('[graphdriver] using prior storage driver: overlay2'),
    'level=warning msg="Your kernel does not support cgroup blkio weight"',
    'level=warning msg="Your kernel does not support cgroup blkio weight_device"',
    info('Loading containers: start.'),
    ...(subnet === ''
      ? []
      : [
          info(
            `Default bridge (docker0) is assigned with an IP address ${subnet}. Daemon option --bip can be used to set a preferred IP address`,
          ),
        ]),
    info('Loading containers: done.'),
    info('Docker daemon', ` commit=${release.build} graphdriver(s)=overlay2 version=${release.version}`),
    info('Daemon has completed initialization'),
    info('API listen on /run/docker.sock'),
  ];
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
