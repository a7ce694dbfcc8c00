/** How a prediction came out: what was said, what was counted, and for a wrong answer that is known what would have had to be true for it. */

import { isOpen } from '../../../cells/settle';
import { ideaOf, saysTheSame } from '../../../lab/learn/answer';
import type { VerdictData } from '../../../lab/learn/predictionData';
import { element } from '../../book/button';
import { answerText } from './form';

/** What tells it; as long as there is no answer, that one is asked for. */
export function verdictPart({ question, answer, found, ideas = {}, kind }: VerdictData): HTMLElement {
  const label = element('span', 'label', 'Your prediction');
  const head = element('p', '', label, ' ', question);
  if (answer === undefined || isOpen(answer))
    return element('div', '', head, element('p', '', 'Answer it above first: the counters would tell you.'));
  const facts = element('p', 'facts', `${answerText(answer)}. Counted: `, element('b', '', found), '.');
  if (answer.kind !== 'said') return element('div', '', head, facts);
  const isRight = saysTheSame(answer.text, found, kind);
  const sign = element('span', '', isRight ? '✓' : '✗');
  sign.ariaHidden = 'true';
  facts.append(
    ' ',
    element('span', isRight ? 'outcome right' : 'outcome wrong', sign, isRight ? ' Right' : ' Not right'),
  );
  const idea = isRight ? undefined : ideaOf(answer.text, ideas, kind);
  return element('div', '', head, facts, ...(idea === undefined ? [] : [element('p', 'idea', idea)]));
}
