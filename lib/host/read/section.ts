/** How the readers of dumps work together: each knows the lines of one command's output. */
import type { DumpLine, TypedCommand } from './dumpLines';
import type { HostDraft } from './hostDraft';

/** Lines of one kind that stand together, while they are read. */
export interface Section {
  /** What printed them. */
  readonly kind: string;
  /** False: the line is not of this section, or not understood. */
  take(line: DumpLine): boolean;
  /** No more lines come. */
  close(): void;
}

/** What is known before the first line of a section. */
export interface SectionContext {
  readonly draft: HostDraft;
  /** The command that was typed before it, or that the file's name tells of. */
  readonly command: TypedCommand | undefined;
  /** The namespace that it is about: '' for the host. */
  readonly place: string;
}

/** Knows one command's output by its lines. */
export interface Reader {
  /** Whether such a line may be the first of a section. */
  begins(text: string): boolean;
  open(context: SectionContext): Section;
}

/** The word behind one of these options. */
export function optionOf(command: TypedCommand | undefined, ...names: readonly string[]): string | undefined {
  const words = command?.words ?? [];
  const index = words.findIndex((word) => names.includes(word));
  return index < 0 ? undefined : words[index + 1];
}
