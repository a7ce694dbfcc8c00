/** A host's dumps: what was understood of them, and questions about the host. */
import { answerHtml } from '../../compare';
import { type Answer, answerText, loadText, type Question, QuestionError } from '../../host';
import { newFile, replaceWhole } from '../../node/replaceWhole';
import { UsageError } from '../command';
import { loadHostFiles } from './hostFiles';
import { json } from './json';

/** Options of `chainwalk load`. */
export interface LoadOptions {
  readonly format: 'text' | 'json';
}

/** Options of `chainwalk why`. */
export interface WhyCommandOptions {
  readonly from: string;
  readonly to: string;
  readonly proto?: 'tcp' | 'udp' | 'icmp';
  readonly state?: string;
  readonly payload?: string;
  readonly size?: number;
  readonly silentRouters?: boolean;
  readonly remedies: boolean;
  readonly pcap?: string;
  readonly format: 'text' | 'json' | 'html';
}

/** The exit code is 0 if all was understood, else 1. Throws a `UsageError`. */
export async function loadDumps(
  files: readonly string[],
  { format }: LoadOptions,
  print: (text: string) => void,
): Promise<number> {
  const host = await loadHostFiles(files);
  const { facts, machines } = host;
  if (format === 'json') {
    const { plan, rules, assumptions } = machines;
    const { sections, unread, engine } = facts;
    print(json({ sections, engine, ...plan, assumptions: assumptions.list, unknown: rules.unknown, unread }));
  } else print(loadText(facts, machines));
  return facts.unread.length === 0 ? 0 : 1;
}

/** The exit code is 0 if the request is delivered, else 1. Throws a `UsageError`. */
export async function askHost(
  files: readonly string[],
  { from, to, proto, state, payload, size, silentRouters, remedies, pcap, format }: WhyCommandOptions,
  print: (text: string) => void,
): Promise<number> {
  const host = await loadHostFiles(files);
  const question: Question = {
    from,
    to,
    ...(proto !== undefined && { protocol: proto }),
    ...(state !== undefined && { state }),
    ...(payload !== undefined && { payload: unescaped(payload) }),
    ...(size !== undefined && { size }),
    ...(silentRouters !== undefined && { silentRouters }),
  };
  let answer: Answer;
  try {
    answer = host.why(question, { remedies, pcap: pcap !== undefined });
  } catch (error) {
    if (!(error instanceof QuestionError)) throw error;
    throw new UsageError(error.message);
  }
  if (pcap !== undefined && answer.pcap !== undefined) replaceWhole(newFile(pcap, answer.pcap));
  if (format === 'html') print(answerHtml(files.join(', '), answer));
  else if (format === 'json') {
    const { journeys: _, packets: __, topology: ___, pcap: ____, ...rest } = answer;
    print(json(rest));
  } else print(answerText(answer));
  return answer.fate === 'delivered' ? 0 : 1;
}

/** `\r\n` of a command line is the end of a line. */
function unescaped(text: string): string {
  return text.replace(/\\([rn\\])/g, (_, letter: string) => ({ r: '\r', n: '\n' })[letter] ?? '\\');
}
