/** A notebook as learners get it: it tells no answer before they have tried. */
import type { Cell, Notebook } from './document';

/** An exercise's answer, folded in the text. Hints stay. */
const ANSWER = /<details>\s*<summary>Answer<\/summary>([\s\S]*?)<\/details>\s*/g;
const VERDICT = /^(?:\w+|predict\(.*\))\.check\(/m;
const CHECK = /^check\(/m;
/** Commands on the machines are for reading, whatever else a cell does. */
const COMMAND = /\.(?:sh|replay)\(|\bobserve\(/;

/** Whether a code cell only holds up what was said or stated: a `verdict` on a prediction, or a `check`. */
export function quietKind(source: string): 'verdict' | 'check' | undefined {
  if (COMMAND.test(source)) return undefined;
  if (VERDICT.test(source)) return 'verdict';
  return CHECK.test(source) ? 'check' : undefined;
}

/** The answers that are folded in the text `source`: markdown, with `<code>` in it. */
export function answersIn(source: string): readonly string[] {
  return [...source.matchAll(ANSWER)].map(([, answer = '']) => answer.trim());
}

/** `notebook` without the answers to its exercises; the code of cells that only hold up something is folded, for it tells answers, too. */
export function withoutAnswers(notebook: Notebook): Notebook {
  return { ...notebook, cells: notebook.cells.map(withoutAnswer) };
}

/** The same without outputs. */
export function learnerCopy(notebook: Notebook): Notebook {
  const cells = withoutAnswers(notebook).cells.map((cell) => (cell.kind === 'code' ? { ...cell, outputs: [] } : cell));
  return { ...notebook, cells };
}

function withoutAnswer(cell: Cell): Cell {
  if (cell.kind !== 'code') return { ...cell, source: cell.source.replace(ANSWER, '').trimEnd() };
  if (quietKind(cell.source) === undefined) return cell;
  const jupyter = { ...(cell.metadata.jupyter as object | undefined), source_hidden: true };
  return { ...cell, metadata: { ...cell.metadata, jupyter } };
}
