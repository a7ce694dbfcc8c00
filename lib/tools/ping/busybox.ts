/** busybox's `ping` and `ping6` (1.35). Not modelled: options but -c -s -i -t -W -w -q -4 -6. */
import { openEcho, type Process, type Program, type Thread, waitFor } from '../../machine';
import { ERRNO_TEXT, type Microseconds, SECOND } from '../../network';
import { formatIp } from '../../packet';
import { hasCapability } from '../common/capability';
import { failProcess } from '../common/command';
import { readLetters } from '../common/letters';
import { resolveAsBusybox } from '../common/resolve';
import { largest, smallest } from './roundTrips';

const LETTERS = '46c:s:i:At:I:W:w:qp:';
/** How long an answer is waited for, if none came yet, and if some did. */
const FIRST_ANSWER = 10;
const LATE_ANSWER = 1;

/** `ping [-q] [-c COUNT] [-s SIZE] [-i SECONDS] [-t TTL] [-W SECONDS] [-w SECONDS] HOST`: exit code 0 if an answer came. */
export const busyboxPing: Program = function* busyboxPing(process: Process): Thread {
  const { given, words, wrong } = readLetters(process.argv.slice(1), LETTERS);
  if (wrong?.kind === 'unknown') return failWithText(process, `invalid option -- '${wrong.letter}'`);
  if (wrong !== undefined) return failWithText(process, `option requires an argument -- '${wrong.letter}'`);
  const refused = [...'AIp'].find((letter) => given.has(letter));
  if (refused !== undefined) return failWithText(process, `option "-${refused}" is not modelled by chainwalk`);
  const number = (letter: string, usual: number) => Number(given.get(letter) ?? usual);
  const bad = [...'csitWw'].find((letter) => !/^\d*\.?\d*$/.test(given.get(letter) ?? '') || given.get(letter) === '');
  if (bad !== undefined) return failWithText(process, `invalid number '${given.get(bad)}'`);
  const [host] = words;
  if (host === undefined) return failWithText(process, 'a host is missing');
  const version = given.has('6') || process.argv[0] === 'ping6' ? 6 : given.has('4') ? 4 : undefined;
  const address = yield* resolveAsBusybox(process, host, version);
  if (address === undefined) return failWithText(process, `bad address '${host}'`);
  const [count, size, interval] = [number('c', Number.POSITIVE_INFINITY), number('s', 56), number('i', 1) * SECOND];
  const echo = openEcho(process, address, { broadcast: true });
  process.stdout += `PING ${host} (${formatIp(address)}): ${size} data bytes\n`;
  if (!hasCapability(process.place, 'NET_RAW')) return failWithText(process, 'permission denied (are you root?)');
  if (typeof echo === 'string') return failWithText(process, `sendto: ${ERRNO_TEXT[echo]}`);
  const { clock } = process.place.net;
  const deadline = clock.now + number('w', Number.POSITIVE_INFINITY) * SECOND;
  const times: Microseconds[] = [];
  let sent = 0;
  const finish = () => {
    process.stdout += summary(host, sent, times);
    return times.length === 0 || (given.has('w') && times.length < count) ? 1 : 0;
  };
  process.handlers.set('SIGINT', () => process.exit(finish()));
  if (count === Number.POSITIVE_INFINITY && deadline === Number.POSITIVE_INFINITY) process.endedBy = '-c';
  while (sent < count && clock.now < deadline) {
    const error = echo.send(sent, size, number('t', 64));
    if (error !== undefined) {
      process.stderr += `ping: sendto: ${ERRNO_TEXT[error]}\n`;
      return 1;
    }
    sent += 1;
    const last = sent >= count;
    const rest = () => (times.length > 0 ? LATE_ANSWER : number('W', FIRST_ANSWER)) * SECOND;
    const until = Math.min(deadline, clock.now + (last ? rest() : interval));
    while (clock.now < until && !(last && times.length >= sent)) {
      yield* waitFor(process, [echo], () => echo.received.length > 0, until - clock.now);
      for (const answer of echo.received.splice(0)) {
        // Errors are not told.
        if (answer.kind === 'error') continue;
        times.push(answer.time);
        if (given.has('q')) continue;
        const from = `${size + 8} bytes from ${formatIp(answer.from)}`;
        process.stdout += `${from}: seq=${answer.sequence} ttl=${answer.ttl} time=${milliseconds(answer.time)} ms\n`;
      }
    }
  }
  return finish();
};

function summary(host: string, sent: number, times: readonly Microseconds[]): string {
  const loss = sent === 0 ? 0 : Math.floor(((sent - times.length) * 100) / sent);
  const head = `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${times.length} packets received, ${loss}% packet loss\n`;
  if (times.length === 0) return head;
  const mean = Math.floor(times.reduce((sum, time) => sum + time, 0) / times.length);
  const figures = [smallest(times), mean, largest(times)].map(milliseconds).join('/');
  return `${head}round-trip min/avg/max = ${figures} ms\n`;
}

function milliseconds(time: Microseconds): string {
  return (time / 1000).toFixed(3);
}

function failWithText(process: Process, text: string): number {
  return failProcess(process, `${process.argv[0]}: ${text}\n`);
}
