/** Log statements as nft writes them. Userspace: log_stmt_print, src/statement.c. */
import type { LogFlags } from '../../../netfilter';
import type { Expression } from '../../../netfilter/nf';

type LogExpression = Omit<Extract<Expression, { readonly kind: 'log' }>, 'kind'>;

export const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
export const USUAL_LEVEL = 4;

/** `log prefix "x" level info`: what is usual is left out. */
export function formatLog({ prefix, level, flags, group, snaplen, queueThreshold }: LogExpression): string {
  const words = ['log'];
  if (prefix !== undefined) words.push(`prefix "${prefix}"`);
  if (group !== undefined) words.push(`group ${group}`);
  if (snaplen !== undefined) words.push(`snaplen ${snaplen}`);
  if (queueThreshold !== undefined) words.push(`queue-threshold ${queueThreshold}`);
  if (level !== USUAL_LEVEL) words.push(`level ${LEVELS[level]}`);
  const { tcpSequence, tcpOptions, ipOptions, uid, macDecode } = flags;
  if (tcpSequence && tcpOptions && ipOptions && uid && macDecode) words.push('flags all');
  else {
    const tcp = [...(tcpSequence ? ['sequence'] : []), ...(tcpOptions ? ['options'] : [])];
    if (tcp.length > 0) words.push(`flags tcp ${tcp.join(',')}`);
    if (ipOptions) words.push('flags ip options');
    if (uid) words.push('flags skuid');
    if (macDecode) words.push('flags ether');
  }
  return words.join(' ');
}

/** What is said of a packet besides, each by a name of its own; all together by one. */
export function logFlagNames(flags: LogFlags): readonly string[] {
  const { tcpSequence, tcpOptions, ipOptions, uid, macDecode } = flags;
  if (tcpSequence && tcpOptions && ipOptions && uid && macDecode) return ['all'];
  return [
    ...(tcpSequence ? ['tcp sequence'] : []),
    ...(tcpOptions ? ['tcp options'] : []),
    ...(ipOptions ? ['ip options'] : []),
    ...(uid ? ['skuid'] : []),
    ...(macDecode ? ['ether'] : []),
  ];
}
