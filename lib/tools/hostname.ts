import type { Place } from '../machine';
import { formatIpv4 } from '../packet';
import type { CommandResult } from './common/result';
import { refuse, runTool } from './common/toolError';

/** `hostname`, `-s`, `-f`, `-i`, `-I`. Setting it is not modelled. */
export function hostname({ hostname: name, net }: Place, argv: readonly string[]): CommandResult {
  return runTool(() => {
    const [word] = argv;
    if (word === undefined || word === '-s' || word === '-f') return `${name}\n`;
    if (word !== '-i' && word !== '-I')
      throw refuse('hostname', word.startsWith('-') ? `option "${word}"` : 'setting the name');
    const addresses = net.devices
      .filter((device) => device !== net.lo)
      .flatMap((device) => device.addresses.map(({ address }) => formatIpv4(address)));
    return `${addresses.map((address) => `${address} `).join('')}\n`;
  });
}
