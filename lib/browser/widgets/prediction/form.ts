/** The question of a prediction: a field or a choice, and what was said in its place. */

import { isOpen } from '../../../cells/settle';
import { type Answer, numbersIn } from '../../../lab/learn/answer';
import type { QuestionData } from '../../../lab/learn/predictionData';
import { button, element } from '../../book/button';

let forms = 0;

/** Takes what the reader said. */
export type OnAnswer = (answer: Answer) => void;

/** What asks, or tells what was said. */
export function questionPart(data: QuestionData, onAnswer: OnAnswer): HTMLElement {
  return isOpen(data.answer) ? openQuestion(data, onAnswer) : answeredQuestion(data, onAnswer);
}

/** The words for an answer. */
export function answerText(answer: Answer): string {
  return answer.kind === 'said' ? `You said: ${answer.text}` : 'You said that you do not know';
}

function openQuestion({ question, kind, choices }: QuestionData, onAnswer: OnAnswer): HTMLElement {
  const name = `chainwalk-prediction-${++forms}`;
  const fields = choices === undefined ? [fieldFor(kind, name)] : choices.map((choice) => choiceFor(choice, name));
  const problem = element('p', 'problem');
  problem.setAttribute('role', 'alert');
  const say = element('button', 'say', 'Say it');
  say.type = 'submit';
  const pass = button('pass', 'I do not know', () => onAnswer({ kind: 'unknown' }));
  const legend = element('legend', '', element('span', 'label', 'Your prediction'), ' ', question);
  const form = element('form', '', element('fieldset', '', legend, ...fields), element('p', 'row', say, pass), problem);
  form.noValidate = true;
  const answer = () => {
    const text = String(new FormData(form).get(name) ?? '').trim();
    const lack = lackOf(text, kind, choices);
    if (lack === undefined) return onAnswer({ kind: 'said', text });
    problem.textContent = lack;
    form.querySelector('input')?.focus();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    answer();
  });
  // A notebook that hears of the key takes the focus away, so that nothing would be submitted.
  form.addEventListener('keydown', (event) => {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    answer();
  });
  return form;
}

function lackOf(text: string, kind: QuestionData['kind'], choices: QuestionData['choices']): string | undefined {
  if (choices !== undefined) return text === '' ? 'Choose one of the answers.' : undefined;
  if (text === '') return kind === 'number' ? 'Type a number.' : 'Type an answer.';
  return kind === 'number' && numbersIn(text) === undefined
    ? 'There is no number in it: type digits, such as 3 or 0, 1.'
    : undefined;
}

function fieldFor(kind: QuestionData['kind'], name: string): HTMLElement {
  const field = element('input', '');
  field.type = 'text';
  field.name = name;
  field.autocomplete = 'off';
  field.maxLength = 200;
  field.spellcheck = kind === 'text';
  return element('label', 'field', kind === 'number' ? 'A number' : 'In words', ' ', field);
}

function choiceFor(choice: string, name: string): HTMLElement {
  const radio = element('input', '');
  radio.type = 'radio';
  radio.name = name;
  radio.value = choice;
  return element('label', 'choice', radio, ' ', choice);
}

function answeredQuestion({ question, answer = { kind: 'unknown' } }: QuestionData, onAnswer: OnAnswer): HTMLElement {
  const said = element('p', 'said', answerText(answer), '.');
  const part = element('div', '', element('p', '', element('span', 'label', 'Your prediction'), ' ', question), said);
  if (answer.kind === 'said' && answer.inCode) said.append(' It stands in the code.');
  else
    said.append(
      ' ',
      button('back', 'Take it back', () => onAnswer({ kind: 'taken back' })),
    );
  return part;
}
