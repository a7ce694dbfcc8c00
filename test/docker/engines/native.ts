/** Docker 29 with nftables: a machine, and what nft lists there, as captures have it. */
import type { DockerMachine } from '../machine';
import { capturedMachine, type Rules } from './captured';

/** What the administrator has to turn on. */
export const FORWARDING = ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding', 'net.ipv6.conf.default.forwarding'];

/** A machine of Docker 29 with nftables, on which the administrator has turned forwarding on. */
export function nativeMachine(userlandProxy = true): DockerMachine {
  const docker = capturedMachine('29.7.2', { userlandProxy, firewallBackend: 'nftables' });
  for (const setting of FORWARDING) docker.machine.net.sysctl.set(setting, '1');
  return docker;
}

/** The rule set by `FAMILY TABLE chain NAME`, `FAMILY TABLE map NAME`. */
export function nftRulesOf({ run }: DockerMachine): Rules {
  const rules: Record<string, string[]> = {};
  let table = '';
  let lines: string[] | undefined;
  for (const line of ruleset(run('nft -s list ruleset').stdout).split('\n')) {
    const [, title] = /^table (.*) \{$/.exec(line) ?? [];
    const [, name] = /^\t((?:chain|map) \S+) \{$/.exec(line) ?? [];
    if (title !== undefined) table = title;
    else if (name !== undefined) {
      lines = [];
      rules[`${table} ${name}`] = lines;
    } else if (line === '\t}') lines = undefined;
    else if (line.trim() !== '') lines?.push(line.trim());
  }
  return rules;
}

/** As nft 1.1.3 lists it, with which the captures were made; 1.0.6 knows no name for this priority of this hook. */
export function ruleset(listed: string): string {
  return listed.replaceAll('hook output priority -100;', 'hook output priority dstnat;');
}
