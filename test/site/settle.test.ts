/** What of a page is covered, and until when. */
import { describe, expect, test } from 'vitest';
import { type KeptAnswers, type PageItem, settle } from '../../lib/cells/settle';
import type { Answer } from '../../lib/lab/learn/answer';
import type { PredictionData } from '../../lib/lab/learn/predictionData';

function keptIn(answers: Map<string, Answer>): KeptAnswers {
  return {
    get: (key) => answers.get(key),
    set: (key, answer) => void (answer === undefined ? answers.delete(key) : answers.set(key, answer)),
  };
}

/** A part of the page: text, `## ` a section's heading, `?q` a question, `!q` a verdict; and its data, which change. */
function page(...parts: readonly string[]) {
  const data = new Map<number, PredictionData>();
  const items = (): PageItem[] =>
    parts.map((part, index) => {
      const [mark, question = ''] = [part[0], part.slice(1)];
      if (mark === '?' && !data.has(index)) data.set(index, { role: 'question', question, kind: 'number' });
      if (mark === '!' && !data.has(index)) data.set(index, { role: 'verdict', question, kind: 'number', found: '1' });
      const own = data.get(index);
      const outputs =
        own === undefined ? [] : [{ data: own, keep: (next: PredictionData) => void data.set(index, next) }];
      const isHeading = part.startsWith('## ');
      return { id: `c${index}`, beginsSection: isHeading, stays: isHeading, outputs };
    });
  const covered = (answers: Map<string, Answer>) => {
    const all = items();
    return settle(all, keptIn(answers)).map((cover, index) =>
      cover.length === 0 ? parts[index] : `(${parts[index]})`,
    );
  };
  return { data, covered };
}

const said = (text: string): Answer => ({ kind: 'said', text });

describe('what is covered', () => {
  test('reaches from behind the question to the end of the section with its verdict, but for headings', () => {
    const { covered } = page('before', '?a', 'text', '## look', 'out', '!a', 'why', '## next', 'more');
    expect(covered(new Map())).toEqual([
      'before',
      '?a',
      '(text)',
      '## look',
      '(out)',
      '(!a)',
      '(why)',
      '## next',
      'more',
    ]);
    expect(covered(new Map([['c1 a', { kind: 'unknown' }]])).join()).not.toContain('(');
  });

  test('is so until all of several questions are answered, and they can be seen', () => {
    const { covered } = page('?a', '?b', 'out', '!a', '!b');
    expect(covered(new Map())).toEqual(['?a', '?b', '(out)', '(!a)', '(!b)']);
    expect(covered(new Map([['c0 a', said('1')]]))).toEqual(['?a', '?b', '(out)', '(!a)', '(!b)']);
    expect(
      covered(
        new Map([
          ['c0 a', said('1')],
          ['c1 b', said('1')],
        ]),
      ).join(),
    ).not.toContain('(');
  });

  test('ends with the section where there is no verdict yet', () => {
    expect(page('?a', 'out', '## next', 'more').covered(new Map())).toEqual(['?a', '(out)', '## next', 'more']);
  });

  test('begins with the last question of the same words', () => {
    const { covered } = page('?a', '!a', '## two', '?a', '!a');
    expect(covered(new Map([['c0 a', said('1')]]))).toEqual(['?a', '!a', '## two', '?a', '(!a)']);
  });
});

describe('an answer', () => {
  test('that was kept goes to a question that came anew, and to its verdict', () => {
    const { data, covered } = page('?a', '!a');
    covered(new Map([['c0 a', said('12')]]));
    expect([...data.values()].map(({ answer }) => answer)).toEqual([said('12'), said('12')]);
  });

  test('that is taken back is kept no longer', () => {
    const { data, covered } = page('?a', '!a');
    const kept = new Map([['c0 a', said('12')]]);
    covered(kept);
    data.set(0, { role: 'question', question: 'a', kind: 'number', answer: { kind: 'taken back' } });
    expect(covered(kept)).toEqual(['?a', '(!a)']);
    expect(kept.size).toBe(0);
  });

  test('in the code is not kept', () => {
    const { data, covered } = page('?a', '!a');
    const kept = new Map<string, Answer>();
    data.set(0, { role: 'question', question: 'a', kind: 'number', answer: { kind: 'said', text: '1', inCode: true } });
    expect(covered(kept)).toEqual(['?a', '!a']);
    expect(kept.size).toBe(0);
  });
});
