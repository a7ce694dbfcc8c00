/** A question answered: asked once, and told in full. */
import type { HostMachines } from '../build';
import type { Answer, AnswerStep } from './answer';
import { type Exchange, type ExchangeOptions, runExchange } from './exchange';
import { type Ending, endingOf } from './fate';
import { notesOf } from './notes';
import { isReply, packetName } from './packetWords';
import { describeQuestion, type Question } from './question';
import type { RunningHost } from './runningHost';
import { stepsOf } from './steps';

/** All but what needs copies of the machines: the remedies, and what unknown rules change. */
export type FirstAnswer = Omit<Answer, 'lines' | 'remedies' | 'unknown'> & {
  readonly exchange: Exchange;
  readonly ending: Ending;
};

/** Asks on these machines. Throws a `QuestionError` for what cannot be asked. */
export function askOnce(
  { machines, servers }: RunningHost,
  question: Question,
  options: Pick<ExchangeOptions, 'pcap'> = {},
): FirstAnswer {
  const exchange = runExchange(machines, servers, question, options);
  const file = options.pcap === true ? exchange.wires?.pcap(describeQuestion(question)) : undefined;
  const ending = endingOf(exchange, machines);
  const { fate, to, by } = ending;
  return {
    question,
    fate,
    to,
    by,
    steps: answerSteps(exchange, ending, machines),
    counters: exchange.counted,
    seen: seenBy(exchange, ending),
    notes: notesOf(exchange, ending, machines),
    assumptions: [...machines.assumptions.list, ...exchange.assumptions],
    journeys: exchange.paths
      .map(({ journey }) => journey)
      .filter(({ namespace }) => namespace === machines.host.net.name),
    packets: exchange.wires?.packets ?? {},
    topology: exchange.wires?.topology(machines.host) ?? { namespaces: [] },
    ...(file !== undefined && { pcap: file }),
    exchange,
    ending,
  };
}

/** The first packet of the request in the host, and the one that decided, if that is another. */
function answerSteps({ paths }: Exchange, { path }: Ending, machines: HostMachines): readonly AnswerStep[] {
  const host = machines.host.net.name;
  const first = paths.find(({ journey }) => journey.namespace === host);
  if (first === undefined) return [];
  const own = stepsOf(first, 'request', machines);
  if (path === undefined || path === first || path.journey.namespace !== host) return own;
  return [...own, ...stepsOf(path, isReply(path, first) ? 'reply' : packetName(path), machines)];
}

function seenBy({ outcome }: Exchange, { fate }: Ending): string {
  if (outcome === undefined) return '';
  if (fate === 'delivered') return `an answer: ${outcome.text}`;
  return outcome.connected && outcome.kind === 'silent' ? `connected, then ${outcome.text}` : outcome.text;
}
