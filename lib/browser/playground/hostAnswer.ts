/** What becomes of a packet on the reader's own host: its dumps are read and asked in the worker, beside the playground's machines. */
import { loadIptablesNft } from '../../tools/loadNft';
import type { Answers, HostQuestion } from './protocol';

/** Lines that were not understood are listed up to so many. */
const MOST_LINES = 20;

/** Rejects with an Error whose message is a sentence, for dumps that cannot be used and for questions that cannot be asked. */
export async function answerAboutHost(
  { dumps, question }: HostQuestion,
  theme: 'light' | 'dark',
): Promise<Answers['why']> {
  await loadIptablesNft();
  const [{ answerText, loadHost }, { drawPath }] = await Promise.all([
    import('../../host'),
    import('./packetPictures'),
  ]);
  const host = loadHost(dumps);
  const answer = host.why(question);
  const unread = host.facts.unread.map(({ text, why, at }) => `${at.file} line ${at.line}: ${why}: ${text}`);
  return {
    text: answerText(answer),
    path: answer.journeys.length === 0 ? undefined : drawPath(answer.journeys, undefined, theme),
    unread: { items: unread.slice(0, MOST_LINES), count: unread.length },
  };
}
