/** Reads what people have of a host: the file of `chainwalk collect`, or any of its parts alone. */

import { dockerCommandReader } from './dockerCommand';
import { DumpError } from './dumpError';
import { dumpLines, isWhole, type TypedCommand, typedCommand } from './dumpLines';
import type { HostFacts } from './facts';
import { HostDraft } from './hostDraft';
import { READERS } from './readers';
import type { Section } from './section';

/** A file, or what was pasted. */
export interface Dump {
  /** As people are told it. */
  readonly name: string;
  /** What was printed. */
  readonly text: string;
}

/** In characters. */
const LIMIT = 100 * 1024 * 1024;

/**
 * What the dumps of one host say. Each part is known by its lines, so that files may be named and put together in any way; lines
 * that are not understood are listed in `unread`. Throws a `DumpError` for a dump of more than 100 MB, and for `iptables -L`
 * without `-v`, which leaves out what decides.
 *
 * @example
 * ```ts
 * import { readHost } from 'chainwalk/host';
 *
 * const facts = readHost([{ name: 'rules', text: '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -i docker0 -j ACCEPT\n' }]);
 * facts.tables[0]?.rules[0]?.text; // → '-i docker0 -j ACCEPT'
 * ```
 */
export function readHost(dumps: readonly Dump[]): HostFacts {
  const draft = new HostDraft();
  let size = 0;
  for (const dump of dumps) {
    size += dump.text.length;
    if (size > LIMIT) throw new DumpError(`${dump.name} is too much to read: dumps of up to 100 MB are read`);
  }
  dumps.forEach((dump, index) => {
    readDump(draft, dump, index);
  });
  return draft.finish();
}

function readDump(draft: HostDraft, { name, text }: Dump, index: number): void {
  const named = commandOfFile(name);
  let command: TypedCommand | undefined = named;
  let place = isOfContainer(name) ? `?${index}` : '';
  let section: Section | undefined;
  let start = { file: name, line: 1 };
  let taken = 0;
  const close = () => {
    if (section === undefined) return;
    section.close();
    draft.sections.push({ kind: section.kind, place, lines: taken, at: start });
    section = undefined;
  };
  for (const line of dumpLines(name, text)) {
    if (line.text === '') {
      section?.take(line);
      continue;
    }
    const typed = typedCommand(line.text);
    // What is typed makes a container, and prints nothing of it.
    const making = typed !== undefined && dockerCommandReader.begins(typed.text) ? typed.text : undefined;
    if (typed !== undefined && making === undefined) {
      close();
      command = typed;
      place = typed.place;
      // It may be that nothing listens.
      if (/^(?:ss|netstat)$/.test(typed.words[0] ?? '') && isWhole(typed)) draft.place(place).listenersShown = true;
      if (typed.words[0] === 'ps' && isWhole(typed)) draft.place(place).programsShown = true;
      continue;
    }
    // What the host could not print.
    if (line.text.startsWith('#### not read: ')) continue;
    const read = making === undefined ? line : { ...line, text: making };
    if (section?.take(read)) {
      taken += 1;
      continue;
    }
    const reader = READERS.find((one) => one.begins(read.text));
    if (reader !== undefined) {
      close();
      section = reader.open({ draft, command, place });
      start = line.at;
      taken = 0;
      if (section.take(read)) {
        taken = 1;
        continue;
      }
    }
    draft.unread.push({ text: line.text.slice(0, 200), why: reasonOf(line.text), at: line.at });
  }
  close();
}

function reasonOf(text: string): string {
  if (/^[[(<]?\s*(?:\.{2,}|…|snip|\.\.\. ?snip)/i.test(text)) return 'lines are left out here';
  return 'not understood';
}

/** `ip-route-table-100.txt` was printed by `ip route show table 100`. */
function commandOfFile(name: string): TypedCommand | undefined {
  const table = /(?:^|[^a-z])table[-_. ]?(\w+?)(?:\.\w+)?$/i.exec(name)?.[1];
  const rules = /(?:^|[^a-z])(filter|nat|mangle|raw)(?:[^a-z]|$)/i.exec(name)?.[1]?.toLowerCase();
  if (table === undefined && rules === undefined) return undefined;
  const words = [...(table === undefined ? [] : ['table', table]), ...(rules === undefined ? [] : ['-t', rules])];
  return { place: '', words, text: '' };
}

function isOfContainer(name: string): boolean {
  return /(?:^|[^a-z])(?:container|ctr)(?:[^a-z]|$)/i.test(name.replace(/^.*[/\\]/, ''));
}
