/** What commands would change on a host. */
import { whatIfHtml } from '../../compare';
import { type Question, QuestionError, type WhatIfAnswer, whatIfText } from '../../host';
import { UsageError } from '../command';
import { loadHostFiles } from './hostFiles';
import { json } from './json';

/** Options of `chainwalk what-if`. */
export interface WhatIfCommandOptions {
  readonly command: readonly string[];
  readonly ask?: readonly string[];
  readonly format: 'text' | 'json' | 'html';
}

/** The exit code is 0 if no request changes, else 1. Throws a `UsageError`. */
export async function askWhatIf(
  files: readonly string[],
  { command, ask, format }: WhatIfCommandOptions,
  print: (text: string) => void,
): Promise<number> {
  const questions = ask?.map(questionOf);
  const host = await loadHostFiles(files);
  let answer: WhatIfAnswer;
  try {
    answer = host.whatIf(command, questions);
  } catch (error) {
    if (!(error instanceof QuestionError)) throw error;
    throw new UsageError(error.message);
  }
  if (format === 'html') print(whatIfHtml(files.join(', '), answer));
  else print(format === 'json' ? json(answer) : whatIfText(answer));
  return answer.changes.length === 0 ? 0 : 1;
}

const REQUEST = /^\s*(\S+)\s+(?:->\s*)?([^\s/]+)(?:[\s/]+(tcp|udp|icmp))?\s*$/;

/** `outside 192.0.2.10:8080 tcp`, or as answers write it: `outside -> 192.0.2.10:8080/tcp`. */
function questionOf(text: string): Question {
  const [, from, to, protocol] = REQUEST.exec(text) ?? [];
  if (from === undefined || to === undefined)
    throw new UsageError(
      `--ask takes a sender, a receiver and a protocol, "outside 192.0.2.10:8080 tcp", not "${text}"`,
    );
  return { from, to, ...(protocol !== undefined && { protocol: protocol as 'tcp' | 'udp' | 'icmp' }) };
}
