/** busybox's `traceroute` (1.35). Not modelled: options but -n -I -F -q -w -m -f -p -s and the packet's length; IPv6. */
import type { Process, Program, Thread } from '../../machine';
import { ERRNO_TEXT, SECOND } from '../../network';
import { formatIpv4 } from '../../packet';
import { hasCapability } from '../common/capability';
import { failProcess } from '../common/command';
import { readLetters } from '../common/letters';
import { nameOf, resolveAsBusybox } from '../common/resolve';
import { type ProbeAnswer, Prober, unreachableMark } from './probe';

const LETTERS = '46FIlnrdvxt:i:m:p:q:s:w:z:f:g:';
const REFUSED = '6lrdvxtizg';
/** 32768 + 666; probes count from there. */
const FIRST_PORT = 33_434;
const SHORTEST = 46;

/** `traceroute [-nIF] [-q PROBES] [-w SECONDS] [-m HOPS] [-f HOP] [-p PORT] [-s ADDRESS] HOST [LENGTH]` */
export const busyboxTraceroute: Program = function* busyboxTraceroute(process: Process): Thread {
  const { given, words, wrong } = readLetters(process.argv.slice(1), LETTERS);
  const fail = (text: string) => failProcess(process, `traceroute: ${text}\n`);
  if (wrong?.kind === 'unknown') return fail(`invalid option -- '${wrong.letter}'`);
  if (wrong !== undefined) return fail(`option requires an argument -- '${wrong.letter}'`);
  const refused = [...REFUSED].find((letter) => given.has(letter));
  if (refused !== undefined) return fail(`option "-${refused}" is not modelled by chainwalk`);
  const number = (letter: string, usual: number) => Number(given.get(letter) ?? usual);
  const bad = [...'qwmfp'].find((letter) => !/^\d+$/.test(given.get(letter) ?? '1'));
  if (bad !== undefined) return fail(`invalid number '${given.get(bad)}'`);
  const [host, length = String(SHORTEST)] = words;
  if (host === undefined) return fail('a host is missing');
  const address = yield* resolveAsBusybox(process, host);
  if (typeof address !== 'number') return fail(`bad address '${host}'`);
  const source = given.get('s');
  const from = source === undefined ? undefined : yield* resolveAsBusybox(process, source);
  if (source !== undefined && typeof from !== 'number') return fail(`bad address '${source}'`);
  const [probes, patience, most] = [number('q', 3), number('w', 3) * SECOND, number('m', 30)];
  const size = Math.max(SHORTEST, Number(length));
  if (!hasCapability(process.place, 'NET_RAW')) return fail(`socket: ${ERRNO_TEXT.EPERM}`);
  const kind = given.has('I') ? 'icmp' : 'udp';
  const prober = process.hold(
    new Prober(process, address, {
      kind,
      length: size,
      dontFragment: given.has('F'),
      source: typeof from === 'number' ? from : undefined,
    }),
  );
  const shownSource = source === undefined ? '' : ` from ${source}`;
  process.stdout += `traceroute to ${host} (${formatIpv4(address)})${shownSource}, ${most} hops max, ${size} byte packets\n`;
  const identifier = ((process.place.pids.pidOf(process) ?? 0) & 0xffff) | 0x8000;
  let sequence = 0;
  for (let ttl = number('f', 1); ttl <= most; ttl++) {
    process.stdout += String(ttl).padStart(2);
    let last: number | undefined;
    let unreachable = 0;
    let isReached = false;
    for (let probe = 0; probe < probes; probe++) {
      sequence += 1;
      const to = kind === 'udp' ? number('p', FIRST_PORT) + sequence : sequence;
      const error = prober.send(ttl, identifier, to);
      if (error !== undefined) return failProcess(process, `\ntraceroute: sendto: ${ERRNO_TEXT[error]}\n`);
      const answer = yield* prober.answerTo(identifier, to, patience);
      if (answer === undefined) {
        process.stdout += '  *';
        continue;
      }
      if (answer.from !== last) process.stdout += yield* sender(process, answer, given.has('n'));
      last = answer.from;
      process.stdout += `  ${(answer.time / 1000).toFixed(3)} ms`;
      if (answer.kind === 'reached') isReached = true;
      else if (typeof answer.kind === 'number') {
        process.stdout += unreachableMark(answer.kind);
        unreachable += 1;
      }
    }
    process.stdout += '\n';
    if (isReached || (unreachable > 0 && unreachable >= probes - 1)) break;
  }
  return 0;
};

function* sender(process: Process, { from }: ProbeAnswer, numeric: boolean) {
  const address = formatIpv4(from);
  return numeric ? `  ${address}` : `  ${yield* nameOf(process, from)} (${address})`;
}
