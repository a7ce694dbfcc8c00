/** Signals as docker's commands name them. moby: pkg/signal. */
import { SIGNALS, type Signal } from '../../machine';
import { DockerError, notModelled } from '../dockerError';

const LAST_SIGNAL = 64;

/** `KILL`, `SIGKILL` or `9`. Throws a `DockerError` for one that there is not, or that is not modelled. */
export function readSignal(text: string): Signal {
  const name = (Object.entries(SIGNALS).find(([, number]) => `${number}` === text)?.[0] ??
    `SIG${text.toUpperCase().replace(/^SIG/, '')}`) as Signal;
  if (Object.hasOwn(SIGNALS, name)) return name;
  if (/^\d+$/.test(text) && Number(text) > LAST_SIGNAL)
    throw new DockerError('conflict', `The linux daemon does not support signal ${text}`);
  if (/^[1-9]\d*$/.test(text) || /^(SIG)?(STOP|CONT|USR2|WINCH|ALRM|ABRT|INT|PIPE|CHLD)$/i.test(text))
    throw notModelled(`the signal ${text}`);
  throw new DockerError('invalid', `Invalid signal: ${text}`);
}
