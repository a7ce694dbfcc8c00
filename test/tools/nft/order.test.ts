/** Which of two firewalls sees a packet first: tables of iptables and base chains of nft at one hook, as the real kernel has them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Lab } from '../../../lib/lab';

interface Case {
  readonly case: number;
  readonly what: string;
  readonly 'after one packet': readonly string[];
  readonly commands: string;
}

const cases: readonly Case[] = JSON.parse(readFileSync('data/nft/order.json', 'utf8'));
const ADDRESS = '192.168.70.6';

/** A step of the recording script as commands of the host. */
function commandsOf(step: string): readonly string[] {
  const chain = /^bc (\w+) (\w+) (\w+) (\S+) "(.*)"$/.exec(step);
  if (chain !== null) {
    const [, table, type, hook, priority, rule] = chain;
    return [
      `nft add table ip ${table}`,
      `nft add chain ip ${table} c '{ type ${type} hook ${hook} priority ${priority}; }'`,
      `nft add rule ip ${table} c ${rule}`,
    ];
  }
  if (step.startsWith('iptables-')) return [step];
  if (step === 'hit') return [`echo x | nc -u -w 1 ${ADDRESS} 9`];
  // Packets of one flow have one port.
  if (/^echo x (>&3|> \/dev\/udp)/.test(step)) return [`echo x | nc -u -p 4000 -w 1 ${ADDRESS} 7`];
  return [];
}

/** A rule with its counters, of iptables as in `iptables-save -c`. */
const wanted = (line: string) => line.replace(/^legacy: /, '').split(/ (?=table ip )/);

describe('hooks of one priority', () => {
  test.each(cases)('$case: $what', async ({ commands, 'after one packet': expected }) => {
    const machines = new Lab();
    for (const step of commands.split(';').map((text) => text.trim())) {
      for (const command of commandsOf(step)) await machines.sh(`host# ${command}`);
    }
    const saved = (await machines.sh('host# iptables-save -c')).stdout;
    const listed = (await machines.sh('host# nft list ruleset')).stdout;
    for (const line of expected.flatMap(wanted)) {
      const [, table, rule] = /^table ip (\w+) \{ (.*)$/.exec(line) ?? [];
      if (rule === undefined) expect(saved).toContain(line);
      else
        expect(listed.split(/(?=table ip )/).find((text) => text.startsWith(`table ip ${table} `))).toContain(
          `${rule}\n`,
        );
    }
  });
});
