import type { Place } from '../machine';
import { formatIpv4 } from '../packet';
import type { CommandResult } from './common/result';
import { refuse, runTool } from './common/toolError';

/** `hostname`, `-s`, `-f`, `-d` where there is a domain, `-i`, `-I`. Setting it is not modelled. */
export function hostname({ hostname: name, net, files }: Place, argv: readonly string[]): CommandResult {
  return runTool(() => {
    const [word] = argv;
    if (word === undefined || word === '-s') return `${name}\n`;
    const full = fullName(files.get('/etc/hosts')?.content ?? '', name);
    if (word === '-f') return `${full}\n`;
    if (word === '-d' && full.includes('.')) return `${full.replace(/^[^.]*\./, '')}\n`;
    if (word !== '-i' && word !== '-I')
      throw refuse('hostname', word.startsWith('-') ? `option "${word}"` : 'setting the name');
    const addresses = net.devices
      .filter((device) => device !== net.lo)
      .flatMap((device) => device.addresses.map(({ address }) => formatIpv4(address)));
    return `${addresses.map((address) => `${address} `).join('')}\n`;
  });
}

/** The first name of the line of /etc/hosts that names it. glibc: gethostbyname(3). */
function fullName(hosts: string, name: string): string {
  const lines = hosts.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
  return lines.find((names) => names.includes(name))?.[0] ?? name;
}
