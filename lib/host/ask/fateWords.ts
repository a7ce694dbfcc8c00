/** What became of a request, in the words of an answer's first line. */
import type { Answer } from './answer';

/** `DROPPED in filter INPUT 3`, `DELIVERED to container web (172.17.0.2):80, which sees 192.0.2.20`; `what` is the packet that it is told of. */
export function fateWords({ fate, to, by }: Pick<Answer, 'fate' | 'to' | 'by'>, what = ''): string {
  if (fate === 'delivered') return `DELIVERED to ${to}`;
  const text = by?.text ?? '';
  if (by?.backend === 'kernel') {
    if (/^rp_filter on /.test(text)) return `${what}DROPPED by ${text}`;
    return fate === 'rejected' ? `REJECTED, ${text}` : `${what}LOST: ${kernelWords(text)}`;
  }
  const place = by === undefined ? '' : placeWords(by);
  if (fate === 'dropped') return `${what}DROPPED ${place}`;
  const kind = /--reject-with (\S+)|reject with (.+)$/.exec(text);
  return `${what}REJECTED ${place}${kind === null ? '' : ` with ${kind[1] ?? kind[2]}`}`;
}

/** What the kernel did without a rule, for who does not know its words. */
const KERNEL_WORDS: ReadonlyMap<string, string> = new Map([
  ['no route', 'the host has no route to it'],
  ['martian destination', 'the host takes no packet for such an address from outside (martian destination)'],
  ['martian source', 'no packet from such an address may come in there (martian source)'],
  ['this machine does not forward (ip_forward)', 'the host does not forward packets (net.ipv4.ip_forward is 0)'],
  ['TTL ran out', 'its TTL ran out in the host'],
]);

function kernelWords(text: string): string {
  return KERNEL_WORDS.get(text) ?? text;
}

/**
 * What decided, in a few words: `filter INPUT 5`, `the policy of filter FORWARD`, or what the kernel did without a rule. '' if
 * nothing stopped the request.
 *
 * @example
 * ```ts
 * import { decidedBy, loadHost } from 'chainwalk/host';
 *
 * const host = loadHost([{ name: 'addresses', text: '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n' }]);
 * const closed = host.after('iptables -A INPUT -p tcp --dport 22 -j DROP');
 * decidedBy(closed.why({ from: 'outside', to: '192.0.2.10:22' })); // → 'filter INPUT 1'
 * ```
 */
export function decidedBy({ by }: Pick<Answer, 'by'>): string {
  if (by === undefined) return '';
  return by.backend === 'kernel' ? by.text : placeWords(by).replace(/^(?:in|by) /, '');
}

/** `in filter INPUT 3`, `by the policy of filter FORWARD`. */
function placeWords({ table, chain, rule }: NonNullable<Answer['by']>): string {
  return rule === 0 ? `by the policy of ${table} ${chain}` : `in ${table} ${chain} ${rule}`;
}
