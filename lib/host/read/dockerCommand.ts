/** `docker run`, `docker create` and `docker network create` as somebody typed them: options are read as docker reads them. */
import { CREATE_FLAGS, IRRELEVANT_SWITCHES, RUN_FLAGS } from '../../docker/command/containerOptions';
import { type Flags, type FlagTable, parseFlags } from '../../docker/command/flags';
import { NETWORK_CREATE_FLAGS } from '../../docker/command/network/create';
import { parsePortSpec } from '../../docker/network/portSpec';
import type { DumpLine } from './dumpLines';
import type { DeclaredContainer, DeclaredPort, SourceLine } from './facts';
import type { Reader, Section, SectionContext } from './section';
import { shellWords } from './shellWords';

const COMMAND = /^(?:sudo\s+)?(?:docker|podman)\s+(?:(?:container\s+)?(?:run|create)|network\s+create)(?:\s|$)/;
/** In characters: a command line of more is none. */
const LONGEST = 100_000;
/** Options that say something of packets, and of which no notice is taken. */
const UNMODELLED = ['ip6', 'link', 'link-local-ip', 'sysctl', 'volumes-from'];

export const dockerCommandReader: Reader = {
  begins: (text) => COMMAND.test(text),
  open: (context) => new DockerCommand(context),
};

class DockerCommand implements Section {
  readonly kind = 'docker run';
  readonly #context: SectionContext;
  #line = '';
  #at: SourceLine | undefined;
  #open = true;

  constructor(context: SectionContext) {
    this.#context = context;
  }

  take({ text, at }: DumpLine): boolean {
    if (text === '' && this.#line === '') return true;
    if (!this.#open) {
      if (!COMMAND.test(text)) return false;
      this.close();
    }
    this.#at ??= at;
    this.#open = text.endsWith('\\');
    this.#line += ` ${this.#open ? text.slice(0, -1) : text}`;
    return this.#line.length <= LONGEST;
  }

  close(): void {
    const at = this.#at;
    if (at === undefined) return;
    const text = this.#line.trim();
    const refuse = (why: string) => {
      this.#context.draft.unread.push({ text: text.slice(0, 200), why, at });
    };
    try {
      this.#read(shellWords(text), at, refuse);
    } catch (error) {
      refuse((error instanceof Error ? error.message : String(error)).split('\n')[0] ?? 'not understood');
    }
    this.#line = '';
    this.#at = undefined;
    this.#open = true;
  }

  #read(words: readonly string[], at: SourceLine, refuse: (why: string) => void): void {
    const { draft } = this.#context;
    const argv = words.slice(words[0] === 'sudo' ? 2 : 1);
    if (argv[0] === 'network') {
      const flags = parseFlags(tolerant(NETWORK_CREATE_FLAGS, []), argv.slice(2));
      draft.declaredNetworks.push({ ...networkOf(flags), at });
      return;
    }
    const verb = argv[0] === 'container' ? argv[1] : argv[0];
    const table = tolerant(verb === 'run' ? RUN_FLAGS : CREATE_FLAGS, IRRELEVANT_SWITCHES);
    const flags = parseFlags(table, argv.slice(argv[0] === 'container' ? 2 : 1));
    for (const option of UNMODELLED)
      for (const value of flags.all(option)) refuse(`--${option} ${value} is not modelled`);
    const ports = flags.all('publish').flatMap((spec): readonly DeclaredPort[] => {
      try {
        return parsePortSpec(spec);
      } catch (error) {
        refuse(`-p ${spec}: ${error instanceof Error ? error.message : 'not understood'}`);
        return [];
      }
    });
    if (flags.has('publish-all')) refuse('-P: which ports Docker chooses is not said');
    draft.declaredContainers.push(containerOf(flags, ports, at, draft.declaredContainers.length + 1));
  }
}

/** With docker's other options taken too: of most of them no packet knows. */
function tolerant(table: FlagTable, switches: readonly string[]): FlagTable {
  const isSwitch = (name: string) => switches.includes(name);
  const others = table.refused ?? [];
  return {
    ...table,
    booleans: [...(table.booleans ?? []), ...others.filter(isSwitch)],
    lists: [...(table.lists ?? []), ...others.filter((name) => !isSwitch(name))],
    refused: [],
  };
}

function containerOf(flags: Flags, ports: readonly DeclaredPort[], at: SourceLine, number: number): DeclaredContainer {
  const [image = 'container'] = flags.arguments;
  const networks = flags.all('network');
  const [mode = 'bridge'] = networks;
  const special = /^(?:host|none|container:.*)$/.test(mode);
  const [address, mac] = [flags.value('ip'), flags.value('mac-address')];
  const endpoints = (special ? [] : networks.length === 0 ? ['bridge'] : networks).map((network, index) => ({
    ...networkOption(network),
    ...(index === 0 && address !== undefined && { address }),
    ...(index === 0 && mac !== undefined && { mac }),
  }));
  const base = image.replace(/^.*\//, '').replace(/[:@].*$/, '');
  return { name: flags.value('name') ?? `${base}-${number}`, networkMode: special ? mode : '', endpoints, ports, at };
}

/** `--network name=app,ip=172.18.0.9`, or its name alone. */
function networkOption(text: string): DeclaredContainer['endpoints'][number] {
  if (!text.includes('=')) return { network: text === 'default' ? 'bridge' : text };
  const fields = new Map(
    text.split(',').map((pair): [string, string] => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']),
  );
  const [address, mac] = [fields.get('ip'), fields.get('mac-address')];
  return {
    network: fields.get('name') ?? 'bridge',
    ...(address !== undefined && { address }),
    ...(mac !== undefined && { mac }),
  };
}

function networkOf(flags: Flags) {
  const options = new Map(
    flags.all('opt').map((pair): [string, string] => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
  const isOld = (text: string) => !text.includes(':');
  const [subnet, gateway] = [flags.all('subnet').find(isOld), flags.all('gateway').find(isOld)];
  const bridge = options.get('com.docker.network.bridge.name');
  return {
    name: flags.arguments[0] ?? '',
    driver: flags.value('driver') ?? 'bridge',
    internal: flags.has('internal'),
    external: false,
    options,
    ...(subnet !== undefined && { subnet }),
    ...(gateway !== undefined && { gateway }),
    ...(bridge !== undefined && { bridge }),
  };
}
