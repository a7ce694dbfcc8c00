/** REJECT of ip6tables: the answer to the sender. Userspace: extensions/libip6t_REJECT.c. */
import { REJECT6_WITH, type Reject6With, type RejectTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { parameterProblem } from '../program';

const SHORT: Readonly<Record<Reject6With, string>> = {
  'icmp6-no-route': 'no-route',
  'icmp6-adm-prohibited': 'adm-prohibited',
  'icmp6-addr-unreachable': 'addr-unreach',
  'icmp6-port-unreachable': 'port-unreach',
  'tcp-reset': 'tcp-reset',
  'icmp6-policy-fail': 'policy-fail',
  'icmp6-reject-route': 'reject-route',
};

/** What the tool knows of target REJECT. */
export const REJECT6: Extension<RejectTarget> = {
  name: 'REJECT',
  options: [{ name: 'reject-with', argument: true }],
  initial: rejectWith('icmp6-port-unreachable'),
  parse(_, { argument }) {
    const wanted = argument.toLowerCase();
    const answer = REJECT6_WITH.find((name) => [name, SHORT[name]].some((one) => one.startsWith(wanted)));
    if (answer === undefined) throw parameterProblem(`unknown reject type "${argument}"`);
    return rejectWith(answer);
  },
  save: ({ with6 }) => ` --reject-with ${with6}`,
  print: ({ with6 }) => ` reject-with ${with6}`,
};

function rejectWith(answer: Reject6With): RejectTarget {
  return { kind: 'REJECT', with: answer === 'tcp-reset' ? answer : 'icmp-port-unreachable', with6: answer };
}
