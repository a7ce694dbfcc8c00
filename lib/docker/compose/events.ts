/** What compose says while it works, a line for each change, as where its output is no terminal. compose: pkg/progress/plain.go. */
import type { Wait } from '../../machine';
import type { Client } from '../command/cli';

/** ` Container web-1  Started` */
export function say({ process }: Client, kind: 'Container' | 'Network', name: string, status: string): void {
  process.stderr += ` ${kind} ${name}  ${status}\n`;
}

/** Says what begins and, unless it throws, what has been done. */
export function* tell<T>(
  client: Client,
  kind: 'Container' | 'Network',
  name: string,
  [begins, done]: readonly [string, string],
  work: () => Generator<Wait, T, void>,
): Generator<Wait, T, void> {
  say(client, kind, name, begins);
  const result = yield* work();
  say(client, kind, name, done);
  return result;
}
