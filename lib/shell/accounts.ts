/** `su` and `sudo`: who types is root already, and no other account's processes are modelled. shadow: src/su.c; sudo(8); busybox: loginutils/su.c. */
import type { CommandContext, ExecResult } from 'just-bash';
import type { Place } from '../machine';
import { isMachine } from '../machine/isMachine';
import { failure, success } from '../tools/common/result';
import type { Carry } from './carriers';
import { HOME } from './home';

/** Accounts that every such machine has. */
const OTHERS: readonly string[] =
  'nobody daemon bin sys www-data mail man backup list proxy uucp news games lp sync'.split(' ');

/** What of a context is otherwise: the interpreter's are not to be copied. */
type Own = Record<string, { readonly value: unknown }>;

/** What is wrong with an account; undefined for root's. */
function refusal(place: Place, tool: string, user: string, hasShell = false): ExecResult | undefined {
  if (user === 'root' || (tool === 'sudo' && user === '#0')) return undefined;
  if (OTHERS.includes(user)) {
    // Their shell is nologin.
    if (tool === 'su' && !hasShell)
      return { ...success('This account is currently not available.\n'), exitCode: 1, env: {} };
    return asResult(`${tool}: processes of the user ${user} are not modelled by chainwalk\n`, 2);
  }
  if (tool === 'sudo')
    return asResult(`sudo: unknown user ${user}\nsudo: error initializing audit plugin sudoers_audit\n`, 1);
  if (!isMachine(place)) return asResult(`su: unknown user ${user}\n`, 1);
  return asResult(`su: user ${user} does not exist or the user entry does not contain all the required fields\n`, 1);
}

function asResult(stderr: string, exitCode: number): ExecResult {
  return { ...failure(stderr, exitCode), env: {} };
}

/** `su [-] [-c COMMAND] [-s SHELL] [USER [WORD…]]`; without a command it would be a shell of root's, which who types has. */
export async function su(
  place: Place,
  carry: Carry,
  words: readonly string[],
  context: CommandContext,
): Promise<ExecResult> {
  const rest: string[] = [];
  let [isLogin, keeps, hasShell] = [false, false, false];
  let command: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [, long, value] = /^--(command|session-command|shell)(?:=(.*))?$/s.exec(word) ?? [];
    if (word === '-' || word === '-l' || word === '--login') isLogin = true;
    else if (/^(-m|-p|--preserve-environment)$/.test(word)) keeps = true;
    else if (word === '-c' || (long !== undefined && long !== 'shell')) command = value ?? words[++at] ?? '';
    else if (word === '-s' || long === 'shell') {
      hasShell = true;
      at += value === undefined ? 1 : 0;
    } else if (/^-./.test(word) && rest.length === 0)
      return asResult(`su: option "${word}" is not modelled by chainwalk\n`, 2);
    else rest.push(word);
  }
  const [user = 'root', ...more] = rest;
  const refused = refusal(place, 'su', user, hasShell);
  if (refused !== undefined) return refused;
  const script = command === undefined ? [] : ['-c', command];
  if (script.length + more.length === 0 && String(context.stdin) === '') return { ...success(''), env: {} };
  const own: Own =
    isLogin && !keeps ? { exportedEnv: { value: loginEnvironment(place, context) }, cwd: { value: HOME } } : {};
  const shell = isMachine(place) ? 'bash' : 'sh';
  return carry('su', [shell, ...script, ...more], Object.create(context, own) as CommandContext);
}

function loginEnvironment(place: Place, { exportedEnv = {} }: CommandContext): Record<string, string> {
  const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const { TERM } = exportedEnv;
  const SHELL = isMachine(place) ? '/bin/bash' : '/bin/sh';
  return { HOME, SHELL, USER: 'root', LOGNAME: 'root', PATH, ...(TERM === undefined ? {} : { TERM }) };
}

/** `sudo [-EHnSbk] [-u USER] [-i | -s] COMMAND…` */
export async function sudo(
  place: Place,
  carry: Carry,
  words: readonly string[],
  context: CommandContext,
): Promise<ExecResult> {
  let at = 0;
  let [user, isShell, isLogin] = ['root', false, false];
  for (; words[at]?.startsWith('-') === true; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      at += 1;
      break;
    }
    const [, attached] = /^(?:-u|--user=)(.+)$/.exec(word) ?? [];
    if (word === '-u' || word === '--user') user = words[++at] ?? '';
    else if (attached !== undefined) user = attached;
    else if (/^-[is]$/.test(word)) [isShell, isLogin] = [true, word === '-i'];
    else if (!/^-[EHnSbk]+$/.test(word)) return asResult(`sudo: option "${word}" is not modelled by chainwalk\n`, 1);
  }
  const refused = refusal(place, 'sudo', user);
  if (refused !== undefined) return refused;
  const rest = words.slice(at);
  if (rest.length === 0 && (isShell || words.includes('-k'))) return { ...success(''), env: {} };
  const own: Own = isLogin ? { cwd: { value: HOME } } : {};
  return carry('sudo', rest, Object.create(context, own) as CommandContext);
}
