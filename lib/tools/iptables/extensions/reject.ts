/** REJECT: the answer to the sender. Userspace: extensions/libipt_REJECT.c. */
import type { RejectTarget, RejectWith } from '../../../netfilter';
import type { Extension } from '../extension';
import { parameterProblem } from '../program';

/** With their short forms, in the order in which they are looked for. */
const KINDS: readonly (readonly [RejectWith, string])[] = [
  ['icmp-net-unreachable', 'net-unreach'],
  ['icmp-host-unreachable', 'host-unreach'],
  ['icmp-port-unreachable', 'port-unreach'],
  ['icmp-proto-unreachable', 'proto-unreach'],
  ['icmp-net-prohibited', 'net-prohib'],
  ['icmp-host-prohibited', 'host-prohib'],
  ['tcp-reset', 'tcp-rst'],
  ['icmp-admin-prohibited', 'admin-prohib'],
];

/** What the tool knows of target REJECT. */
export const REJECT: Extension<RejectTarget> = {
  name: 'REJECT',
  options: [{ name: 'reject-with', argument: true }],
  initial: { kind: 'REJECT', with: 'icmp-port-unreachable' },
  parse(_, { argument, warn }) {
    const wanted = argument.toLowerCase();
    const kind = KINDS.find((names) => names.some((name) => name.startsWith(wanted)));
    if (kind !== undefined) return { kind: 'REJECT', with: kind[0] };
    if ('echo-reply'.startsWith(wanted) || 'echoreply'.startsWith(wanted)) {
      warn('--reject-with echo-reply no longer supported\n');
    }
    throw parameterProblem(`unknown reject type "${argument}"`);
  },
  save: (target) => ` --reject-with ${target.with}`,
  print: (target) => ` reject-with ${target.with}`,
};
