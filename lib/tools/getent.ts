/** `getent` of glibc 2.36: what programs get for names. Modelled: hosts, ahosts, ahostsv4, ahostsv6, passwd and group of root. */
import type { Process, Program, Thread, Wait } from '../machine';
import { formatIp, type IpAddress, parseIp } from '../packet';
import { failProcess } from './common/command';
import { type IpVersion, nameOf, resolveAll } from './common/resolve';

const REFUSED = 'aliases ethers gshadow initgroups netgroup networks protocols rpc services shadow'.split(' ');
const KINDS = ['STREAM', 'DGRAM', 'RAW'];
/** Where an address's line has its names. */
const ADDRESS_WIDTH = 15;
const MISSING = 2;

/** Exit code 2 if one of the keys is not there. */
export const getent: Program = function* getent(process: Process): Thread {
  const [database, ...keys] = process.argv.slice(1);
  if (database === undefined)
    return failProcess(
      process,
      "getent: wrong number of arguments\nTry `getent --help' or `getent --usage' for more information.\n",
    );
  if (database.startsWith('-') || REFUSED.includes(database))
    return failProcess(process, `getent: "${database}" is not modelled by chainwalk\n`, 2);
  const look = DATABASES[database];
  if (look === undefined)
    return failProcess(
      process,
      `Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.\n`,
    );
  if (keys.length === 0)
    return failProcess(process, `getent: listing all of ${database} is not modelled by chainwalk\n`, 2);
  let exitCode = 0;
  for (const key of keys) {
    const text = yield* look(process, key);
    process.stdout += text;
    if (text === '') exitCode = MISSING;
  }
  return exitCode;
};

type Look = (process: Process, key: string) => Generator<Wait, string, void>;

const DATABASES: Readonly<Record<string, Look>> = {
  hosts,
  ahosts: (process, key) => allHosts(process, key, undefined),
  ahostsv4: (process, key) => allHosts(process, key, 4),
  ahostsv6: (process, key) => allHosts(process, key, 6),
  *passwd(_process, key) {
    return key === 'root' || key === '0' ? 'root:x:0:0:root:/root:/bin/bash\n' : '';
  },
  *group(_process, key) {
    return key === 'root' || key === '0' ? 'root:x:0:\n' : '';
  },
};

/** Of a name all addresses of one version, IPv6 first; of an address its name. nss/getent.c: hosts_keys. */
function* hosts(process: Process, key: string): Generator<Wait, string, void> {
  const address = parseIp(key);
  if (address !== undefined) {
    const name = yield* nameOf(process, address);
    return name === formatIp(address) ? '' : line(address, name);
  }
  for (const version of [6, 4] as const) {
    const found = yield* resolveAll(process, key, version);
    if (typeof found !== 'string') return found.map((one) => line(one, key)).join('');
  }
  return '';
}

/** nss/getent.c: ahosts_keys_int. */
function* allHosts(process: Process, key: string, version: IpVersion): Generator<Wait, string, void> {
  const found = yield* resolveAll(process, key, version);
  if (typeof found === 'string') return '';
  let name = key;
  let text = '';
  for (const address of found)
    for (const kind of KINDS) {
      text += `${formatIp(address).padEnd(ADDRESS_WIDTH)} ${kind.padEnd(6)} ${name}\n`;
      name = '';
    }
  return text;
}

function line(address: IpAddress, name: string): string {
  return `${formatIp(address).padEnd(ADDRESS_WIDTH)} ${name}\n`;
}
