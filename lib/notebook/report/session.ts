/** A session as a document of the kind that notebooks become: a chapter for each request. */
import { NO_REQUESTS, type SessionReportOptions, sessionFacts } from '../../view/session/sessionReport';
import { type ObservedCommand, type SessionRequest, sessionRequests } from '../../view/session/sessionRequests';
import type { Block } from './blocks';
import type { Report, ReportChapter } from './document';
import { escapeMarkdown } from './markdown';

/** The document; all that was typed and printed is its last chapter. */
export function sessionDocument(commands: readonly ObservedCommand[], { name, facts }: SessionReportOptions): Report {
  const requests = sessionRequests(commands);
  let figures = 0;
  const chapters = requests.map((request) => chapterOf(request, () => ++figures));
  const transcript = commands.map(({ observation }) => observation.outcome.transcript).join('');
  const whole: ReportChapter = {
    id: 'session',
    title: 'The whole session',
    blocks: [
      markdown('# The whole session'),
      ...(requests.length === 0 ? [markdown(NO_REQUESTS)] : []),
      ...printedBlock(transcript),
    ],
  };
  return { title: name, facts: sessionFacts(commands, facts), chapters: [...chapters, whole], isFigures: true };
}

function chapterOf({ number, line, facts, printed, figures }: SessionRequest, next: () => number): ReportChapter {
  const title = `${number}. ${line}`;
  const drawn = figures().map(({ figure, caption }): Block => {
    const { title: finding, alt } = figure;
    const words = `${finding}. ${caption}`;
    return {
      ...{ kind: 'figure', number: next(), caption: words, alt },
      ...{ text: figure.toText(), svg: figure.toSvg(), png: undefined },
    };
  });
  const heading = markdown(`# ${escapeMarkdown(title)}`);
  return {
    id: `request-${number}`,
    title,
    blocks: [heading, markdown(escapeMarkdown(facts)), ...printedBlock(printed), ...drawn],
  };
}

function markdown(source: string): Block {
  return { kind: 'markdown', source };
}

function printedBlock(text: string): readonly Block[] {
  return text.trim() === '' ? [] : [{ kind: 'text', text: text.trimEnd(), isError: false }];
}
