/** `docker port`. docker/cli: cli/command/container/port.go. */
import { CliError, type Client, type Command, lookUp, printLines } from './cli';
import { inBrackets, listedPorts, type Port, portsOf } from './displayPorts';
import { type FlagTable, parseFlags } from './flags';

const PORT_FLAGS: FlagTable = {
  command: 'docker port',
  usage: ['CONTAINER [PRIVATE_PORT[/PROTO]]', 'List port mappings or a specific mapping for the container'],
  arguments: { atLeast: 1, atMost: 2 },
};

/** `docker port CONTAINER [PORT[/PROTOCOL]]` */
export const port: Command = function* (client, argv) {
  const [name = '', wanted] = parseFlags(PORT_FLAGS, argv).arguments;
  const ports = yield* readPorts(client, name);
  const hasBrackets = client.engine.release.changes.has('portBracketsAddresses');
  const address = ({ ip, publicPort }: Port) => `${hasBrackets ? inBrackets(ip) : ip}:${publicPort}`;
  if (wanted === undefined) {
    printLines(
      client,
      ports.map((one) => `${one.privatePort}/${one.protocol} -> ${address(one)}`),
    );
    return 0;
  }
  const [number = ''] = wanted.split('/');
  if (!/^\d+$/.test(number)) throw new CliError(`strconv.ParseUint: parsing ${JSON.stringify(number)}: invalid syntax`);
  const key = wanted.includes('/') ? wanted : `${wanted}/tcp`;
  const found = ports.filter(({ privatePort, protocol }) => `${privatePort}/${protocol}` === key);
  if (found.length === 0) {
    const said = client.engine.release.changes.has('newerRefusals') ? wanted : key;
    throw new CliError(`Error: No public port '${said}' published for ${name}`);
  }
  printLines(client, found.map(address));
  return 0;
};

function* readPorts(client: Client, name: string) {
  const container = yield* lookUp(client, name);
  const { release } = client.engine;
  // Clients until 20.10 sort nothing: the engine's order is that of publishing, and between the container's ports chance.
  const ports = release.changes.has('portBracketsAddresses')
    ? portsOf(release, container)
    : listedPorts(release, container).sort(
        (a, b) => a.privatePort - b.privatePort || Number(a.protocol > b.protocol) - Number(a.protocol < b.protocol),
      );
  return ports.filter(({ ip }) => ip !== '');
}
