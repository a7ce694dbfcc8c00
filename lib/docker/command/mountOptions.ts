/** `-v` and `--mount` of `docker run`. moby: volume/mounts/linux_parser.go; docker/cli: opts/mount.go. */
import type { MountRequest } from '../container/container';
import { DockerError, notModelled } from '../dockerError';

const NOT_MODELLED_MODES = /^(?:r?shared|r?slave|r?private|nocopy|consistent|cached|delegated)$/;

/** `NAME:DIR`, `/HOST/DIR:/DIR:ro`, or `/DIR` alone. Throws a `DockerError` in the engine's words. */
export function parseVolume(text: string): MountRequest {
  const parts = text.split(':');
  const [first = '', second, third] = parts;
  // The client takes these for places in the container, which the engine does not check. docker/cli: cli/compose/loader/volume.go.
  const isAlone = parts.length === 1;
  const isOdd = isAlone ? !first.startsWith('/') || clean(first) === '/' : /^[a-zA-Z]?$/.test(first);
  if (isOdd && parts.length <= 3) throw notModelled(`docker run -v ${text}`);
  const isMode = second !== undefined && /^(?:ro|rw|z|Z)$/.test(second);
  if (parts.length > 3 || second === '' || (parts.length === 2 && isMode)) throw invalid(text);
  const target = second ?? first;
  const mode = third ?? '';
  if (third !== undefined) checkMode(third);
  const source = second === undefined ? '' : first;
  const type = source.startsWith('/') ? 'bind' : 'volume';
  const problem = targetProblem(target);
  if (problem !== undefined) throw invalid(text, `: invalid mount config for type "${type}": ${problem}`);
  const isReadOnly = mode.split(',').includes('ro');
  return {
    ...{ type, source: type === 'bind' ? clean(source) : source, target: clean(target), isReadOnly },
    // Volumes that have a name are labelled for all.
    mode: mode === '' && type === 'volume' && source !== '' ? 'z' : mode,
    ...{ makesSource: true, text, isBind: second !== undefined },
  };
}

function checkMode(mode: string): void {
  for (const word of mode.split(',')) {
    if (NOT_MODELLED_MODES.test(word)) throw notModelled(`docker run -v with the mode ${word}`);
    if (!/^(?:ro|rw|z|Z)$/.test(word)) throw new DockerError('invalid', `invalid mode: ${mode}`);
  }
}

function invalid(text: string, more = ''): DockerError {
  return new DockerError('invalid', `invalid volume specification: '${text}'${more}`);
}

function targetProblem(target: string): string | undefined {
  if (clean(target) === '/') return "invalid specification: destination can't be '/'";
  return target.startsWith('/') ? undefined : `invalid mount path: '${target}' mount path must be absolute`;
}

/** What pflag says of a value of `--mount`; undefined if it can be read. */
export function mountProblem(text: string): string | undefined {
  for (const field of text.split(',')) {
    const [key = '', value] = pairOf(field);
    if (value === undefined && key !== 'readonly' && key !== 'ro')
      return `invalid field '${field}' must be a key=value pair`;
    if (!KEYS.has(key) && !/^(?:bind|volume|tmpfs)-|^consistency$/.test(key))
      return `unexpected key '${key}' in '${field}'`;
    if (/^(?:readonly|ro)$/.test(key) && value !== undefined && !/^(?:true|1|false|0)$/.test(value))
      return `invalid value for ${key}: ${value}`;
  }
  return fieldsOf(text).has('target') ? undefined : 'target is required';
}

/** The long names of keys. */
const KEYS = new Map([
  ...['type', 'source', 'target', 'readonly'].map((key) => [key, key] as const),
  ...[
    ['src', 'source'] as const,
    ['dst', 'target'] as const,
    ['destination', 'target'] as const,
    ['ro', 'readonly'] as const,
  ],
]);

/** `type=bind,source=/DIR,target=/DIR,readonly`. Throws a `DockerError` in the engine's words. */
export function parseMount(text: string): MountRequest {
  const fields = fieldsOf(text);
  const strange = [...fields.keys()].find((key) => !KEYS.has(key));
  if (strange !== undefined) throw notModelled(`docker run --mount with ${strange}`);
  const type = (fields.get('type') ?? 'volume').toLowerCase();
  const [source = '', target = ''] = [fields.get('source'), fields.get('target')];
  if (type === 'tmpfs' || type === 'npipe') throw notModelled(`docker run --mount type=${type}`);
  const refuse = (problem: string) => new DockerError('invalid', `invalid mount config for type "${type}": ${problem}`);
  if (type !== 'bind' && type !== 'volume') throw refuse('mount type unknown');
  const problem = targetProblem(target);
  if (problem !== undefined) throw refuse(problem);
  if (type === 'bind' && source === '') throw refuse('field Source must not be empty');
  if (type === 'bind' && !source.startsWith('/'))
    throw refuse(`invalid mount path: '${source}' mount path must be absolute`);
  const isReadOnly = /^(?:true|1)$/.test(fields.get('readonly') ?? 'false');
  const mode = type === 'volume' ? 'z' : '';
  return {
    ...{ type, source: type === 'bind' ? clean(source) : source, target: clean(target), isReadOnly },
    ...{ mode, makesSource: false, text: undefined, isBind: false },
  };
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(',').map((field) => {
      const [key = '', value = 'true'] = pairOf(field);
      return [KEYS.get(key) ?? key, value];
    }),
  );
}

function pairOf(field: string): readonly [string, string | undefined] {
  const [key = '', ...rest] = field.split('=');
  return [key.toLowerCase(), rest.length === 0 ? undefined : rest.join('=')];
}

/** Go: filepath.Clean. */
function clean(path: string): string {
  const words: string[] = [];
  for (const word of path.split('/'))
    if (word === '..') words.pop();
    else if (word !== '' && word !== '.') words.push(word);
  return `/${words.join('/')}`;
}
