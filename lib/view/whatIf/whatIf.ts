/** What if: a panel with choices about a request, each of which is run when it is chosen. */
import { answerWhatIf, type WhatIfAnswer, type WhatIfQuestion } from '../../lab/learn/whatIf';
import { sizedDeltaChart } from '../counters/sizedDeltaChart';
import type { Theme, ThemeName } from '../draw/theme';
import { createFigure, type Figure } from '../figure/figure';
import { pathMap } from '../path/pathMap';
import { stepsData } from '../steps/stepThrough';
import { WHAT_IF_MIME, type WhatIfData } from './data';

/**
 * Runs a request on new machines, as it is chosen first. In JupyterLab and in the book's pages the other choices stand beside what came of
 * it: whichever is taken is run then, and its answer, counters and packets are shown. Elsewhere there is the path map of the first choice.
 * Rejects with a `RangeError` for a question that names what there is not, with a `SessionSyntaxError` for a line that is none, and with
 * an `ExperimentError` where a command that prepares the request fails.
 *
 * @example
 * ```ts
 * import { whatIf } from 'chainwalk';
 *
 * const panel = await whatIf({
 *   title: 'Does the host answer?',
 *   setup: [],
 *   choices: {
 *     rule: { none: [], drops: ['host# iptables -A INPUT -p icmp -j DROP'] },
 *     address: { host: '192.168.70.6', nobody: '192.168.70.99' },
 *   },
 *   request: 'client# ping -c 1 -W 1 {address}',
 * });
 * panel.title; // → 'Does the host answer? Here rule: none; address: host.'
 * ```
 */
export async function whatIf(question: WhatIfQuestion): Promise<Figure> {
  const answer = await answerWhatIf(question);
  return whatIfFigure(question, answer);
}

/** How the static picture looks. */
interface WhatIfLook {
  readonly title?: string;
  readonly theme?: ThemeName | Theme;
}

function whatIfFigure(question: WhatIfQuestion, answer: WhatIfAnswer, look: WhatIfLook = {}): Figure {
  const { seen, verdict, line } = answer;
  const title = look.title ?? `${question.title} Here ${choiceWords(answer)}.`;
  const map = pathMap(seen.journeys, { title, ...(look.theme !== undefined && { theme: look.theme }) });
  return createFigure({
    title,
    alt: `${verdict}\n${map.alt}`,
    svg: map.toSvg,
    restyle: (next) => whatIfFigure(question, answer, { ...look, ...next }),
    text: () => [title, line, verdict, otherWords(question, answer)].join('\n'),
    rows: [{ ...answer.picked, line, path: answer.path, verdict }],
    live: () => ({ [WHAT_IF_MIME]: whatIfData(question, answer) }),
  });
}

function whatIfData(question: WhatIfQuestion, { picked, line, path, verdict, seen }: WhatIfAnswer): WhatIfData {
  const chart = sizedDeltaChart(seen.deltas);
  const steps = stepsData(seen, { title: question.title });
  return { question: { ...question, picked }, line, path, verdict, ...(chart && { chart }), steps };
}

/** `docker-proxy: killed; who asks: ng1` */
function choiceWords({ picked }: WhatIfAnswer): string {
  return Object.entries(picked)
    .map(([choice, option]) => `${choice}: ${option}`)
    .join('; ');
}

/** What else could be chosen, for who reads it where nothing runs. */
function otherWords({ choices }: WhatIfQuestion, { picked }: WhatIfAnswer): string {
  const others = Object.entries(choices).flatMap(([choice, options]) => {
    const names = Object.keys(options).filter((name) => name !== picked[choice]);
    return names.length === 0 ? [] : [`${choice}: ${names.join(' or ')}`];
  });
  if (others.length === 0) return 'There is nothing else to choose.';
  return `Where the notebook runs, these can be chosen instead: ${others.join('; ')}.`;
}
