/** `systemctl` of systemd 252, over the services that a machine has. */
import type { Process, Program, Thread, Unit } from '../machine';
import { SECOND } from '../network';
import { DAYS } from './common/calendar';
import { failProcess } from './common/command';
import { VERBS } from './systemctlVerbs';

type Verb = (typeof VERBS)[number];

/** Real verbs that are not modelled. */
const REFUSED = [
  'reload',
  'try-restart',
  'reload-or-restart',
  'kill',
  'mask',
  'unmask',
  'edit',
  'list-units',
  'list-unit-files',
  'is-failed',
  'reset-failed',
  'list-dependencies',
  'list-sockets',
  'list-timers',
  'isolate',
  'poweroff',
  'reboot',
  'halt',
  'set-property',
  'daemon-reexec',
  'get-default',
  'set-default',
  'is-system-running',
  'reenable',
  'preset',
  'link',
  'revert',
  'freeze',
  'thaw',
  'help',
];

const WANTS = '/etc/systemd/system/multi-user.target.wants';

/** `systemctl start|stop|restart|status|is-active|is-enabled|enable|disable UNIT…`, `daemon-reload` */
export const systemctl: Program = function* systemctl(process: Process): Thread {
  const [properties, typed] = takeProperties(process.argv.slice(1));
  const words = typed.filter(
    (word) => word !== '--no-pager' && word !== '-q' && word !== '--quiet' && word !== '-l' && word !== '--now',
  );
  const option = words.find((word) => word.startsWith('-'));
  if (option !== undefined)
    return failProcess(process, `systemctl: option "${option}" is not modelled by chainwalk\n`, 2);
  const now = process.argv.includes('--now');
  const [verb, ...names] = words;
  if (verb === undefined || REFUSED.includes(verb))
    return failProcess(
      process,
      `systemctl: ${verb === undefined ? 'listing all units' : `"${verb}"`} is not modelled by chainwalk\n`,
      2,
    );
  if (!(VERBS as readonly string[]).includes(verb)) return failProcess(process, `Unknown command verb ${verb}.\n`);
  if (verb === 'daemon-reload') return 0;
  if (names.length === 0) return failProcess(process, 'Too few arguments.\n');
  let exitCode = 0;
  for (const name of names) {
    const code = yield* runVerb(process, verb as Verb, fullName(name), now, properties);
    exitCode ||= code;
  }
  return exitCode;
};

function fullName(name: string): string {
  return /\.(service|socket|target|timer|mount|path|slice|scope)$/.test(name) ? name : `${name}.service`;
}

function* runVerb(process: Process, verb: Verb, name: string, now: boolean, properties: readonly string[]): Thread {
  const unit = process.place.machine.units.get(name.replace(/\.service$/, ''));
  if (unit === undefined) return unknownUnit(process, verb, name);
  switch (verb) {
    case 'start':
      return unit.mainProcess?.running ? 0 : yield* startUnit(process, unit);
    case 'stop':
      return yield* stopUnit(process, unit);
    case 'restart': {
      const code = yield* stopUnit(process, unit);
      return code === 0 ? yield* startUnit(process, unit) : code;
    }
    case 'is-active':
      process.stdout += unit.mainProcess?.running ? 'active\n' : 'inactive\n';
      return unit.mainProcess?.running ? 0 : 3;
    case 'is-enabled':
      process.stdout += `${enablement(process, unit)}\n`;
      return isEnabled(process, unit) ? 0 : 1;
    case 'enable':
      return yield* enable(process, unit, now);
    case 'disable':
      return yield* disable(process, unit, now);
    case 'cat':
      return cat(process, unit);
    case 'show':
      return show(process, unit, properties);
    default:
      return status(process, unit);
  }
}

/** Exit codes as systemctl has them: 5 for what could not be loaded, 4 for status, 3 for not active. */
function unknownUnit(process: Process, verb: Verb, name: string): number {
  switch (verb) {
    case 'stop':
      return failProcess(process, `Failed to stop ${name}: Unit ${name} not loaded.\n`, 5);
    case 'start':
    case 'restart':
      return failProcess(process, `Failed to ${verb} ${name}: Unit ${name} not found.\n`, 5);
    case 'status':
      return failProcess(process, `Unit ${name} could not be found.\n`, 4);
    case 'is-active':
      process.stdout += 'inactive\n';
      return 3;
    case 'cat':
      return failProcess(process, `No files found for ${name}.\n`);
    case 'show':
      return failProcess(process, `systemctl: "show" of a unit that there is not is not modelled by chainwalk\n`, 2);
    case 'is-enabled':
      return failProcess(process, `Failed to get unit file state for ${name}: No such file or directory\n`);
    default:
      return failProcess(process, `Failed to ${verb} unit: Unit file ${name} does not exist.\n`);
  }
}

function* startUnit(process: Process, unit: Unit): Thread {
  const error = yield* unit.start(process);
  if (error === undefined) return 0;
  // What the simulation has not is said here as well, and not only where the real one would say it.
  const [refusal] = /chainwalk does not model .*/.exec(error) ?? [];
  return failProcess(
    process,
    `${refusal === undefined ? '' : `${unit.name}: ${refusal}\n`}Job for ${unit.name} failed because the control process exited with error code.\nSee "systemctl status ${unit.name}" and "journalctl -xeu ${unit.name}" for details.\n`,
    1,
  );
}

function* stopUnit(process: Process, unit: Unit): Thread {
  if (!unit.mainProcess?.running) return 0;
  const error = yield* unit.stop(process);
  return error === undefined
    ? 0
    : failProcess(
        process,
        `Job for ${unit.name} failed.\nSee "systemctl status ${unit.name}" and "journalctl -xeu ${unit.name}" for details.\n`,
        1,
      );
}

function* enable(process: Process, unit: Unit, now: boolean): Thread {
  if (!isEnabled(process, unit)) {
    const { files, machine } = process.place;
    const modifiedAt = machine.date().getTime();
    const target = `/lib/systemd/system/${unit.name}`;
    files.makeDirectory(WANTS, modifiedAt, true);
    files.put(`${WANTS}/${unit.name}`, { kind: 'link', target, modifiedAt }, false);
    process.stderr += `Created symlink ${WANTS}/${unit.name} → ${target}.\n`;
  }
  return now ? yield* startUnit(process, unit) : 0;
}

function* disable(process: Process, unit: Unit, now: boolean): Thread {
  if (isEnabled(process, unit)) {
    process.place.files.remove(`${WANTS}/${unit.name}`);
    process.stderr += `Removed "${WANTS}/${unit.name}".\n`;
  }
  return now ? yield* stopUnit(process, unit) : 0;
}

/** Whether it starts with its machine: whether there is a link to it. */
function isEnabled({ place }: Process, unit: Unit): boolean {
  return place.files.find(`${WANTS}/${unit.name}`, false) !== undefined;
}

function enablement(process: Process, unit: Unit): string {
  return isEnabled(process, unit) ? 'enabled' : 'disabled';
}

/** The file of the unit, with its name above it. */
function cat(process: Process, { name }: Unit): number {
  const content = process.place.files.get(`/usr/lib/systemd/system/${name}`)?.content;
  if (content === undefined)
    return failProcess(process, `systemctl: the file of ${name} is not modelled by chainwalk\n`, 2);
  process.stdout += `# /lib/systemd/system/${name}\n${content}`;
  return 0;
}

/** `-p NAMES`, and the other words. */
function takeProperties(argv: readonly string[]): readonly [readonly string[], readonly string[]] {
  const properties: string[] = [];
  const words: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    const [, attached] = /^(?:-p|--property=)(.+)$/.exec(word) ?? [];
    if (attached !== undefined) properties.push(...attached.split(','));
    else if (word === '-p' || word === '--property') properties.push(...(argv[++index] ?? '').split(','));
    else words.push(word);
  }
  return [properties, words];
}

/** The properties that are asked for, in systemd's order. */
function show(process: Process, unit: Unit, asked: readonly string[]): number {
  const { mainProcess, name } = unit;
  const isRunning = mainProcess?.running === true;
  const known: Readonly<Record<string, string>> = {
    Type: 'notify',
    MainPID: `${isRunning ? mainProcess.pid : 0}`,
    Id: name,
    Names: name,
    Description: unit.description,
    LoadState: 'loaded',
    ActiveState: isRunning ? 'active' : 'inactive',
    SubState: isRunning ? 'running' : 'dead',
    FragmentPath: `/lib/systemd/system/${name}`,
    UnitFileState: enablement(process, unit),
  };
  const unknown = asked.find((property) => known[property] === undefined);
  if (asked.length === 0 || unknown !== undefined)
    return failProcess(
      process,
      `systemctl: ${unknown === undefined ? 'showing all properties' : `the property "${unknown}"`} is not modelled by chainwalk\n`,
      2,
    );
  for (const [property, value] of Object.entries(known))
    if (asked.includes(property)) process.stdout += `${property}=${value}\n`;
  return 0;
}

function status(process: Process, unit: Unit): number {
  const { mainProcess } = unit;
  const running = mainProcess?.running === true;
  const lines = [
    `${running ? '●' : '○'} ${unit.name} - ${unit.description}`,
    `     Loaded: loaded (/lib/systemd/system/${unit.name}; ${enablement(process, unit)}; preset: enabled)`,
    `     Active: ${running ? `active (running) since ${since(process, mainProcess)}` : 'inactive (dead)'}`,
  ];
  if (running) {
    lines.push(
      `   Main PID: ${mainProcess.pid} (${mainProcess.comm})`,
      `     CGroup: /system.slice/${unit.name}`,
      `             └─${mainProcess.pid} ${mainProcess.title}`,
    );
  }
  process.stdout += `${lines.join('\n')}\n`;
  return running ? 0 : 3;
}

/** `Sat 2022-07-02 08:00:00 UTC; 5s ago` */
function since({ place: { machine } }: Process, { startedAt }: Process): string {
  const date = machine.date(startedAt);
  const day = DAYS[date.getUTCDay()];
  const seconds = Math.floor((machine.clock.now - startedAt) / SECOND);
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  const age =
    hours > 0
      ? `${hours}h ${minutes % 60}min`
      : minutes > 0
        ? `${minutes}min${seconds % 60 === 0 ? '' : ` ${seconds % 60}s`}`
        : `${seconds}s`;
  return `${day} ${date.toISOString().slice(0, 19).replace('T', ' ')} UTC; ${age} ago`;
}
