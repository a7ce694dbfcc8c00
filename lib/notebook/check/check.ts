/** Everything about a notebook that can be checked without running it: its form, its types, its style. */

import type { Finding } from '../../cells/cellModule';
import { codeCells, type Notebook } from '../../cells/document';
import { failureText } from '../run/failure';
import { lintCells } from './cellLint';
import { checkTypes } from './cellTypes';
import { checkStructure } from './structure';

/** The findings on one notebook. */
export interface Check {
  readonly notebook: Notebook;
  readonly findings: readonly Finding[];
}

/** Checks `notebooks`; the result is in their order, with each one's findings in the order of its cells. */
export function checkNotebooks(notebooks: readonly Notebook[]): Check[] {
  const types = checkTypes(notebooks);
  return notebooks.map((notebook, index) => {
    const findings = [...checkStructure(notebook), ...(types[index] ?? []), ...lintCells(notebook)];
    return { notebook, findings: findings.sort((a, b) => a.cell - b.cell || (a.line ?? 0) - (b.line ?? 0)) };
  });
}

/** The findings as lines of text that name notebook, cell and line; a warning says that it is one. */
export function checkText({ notebook, findings }: Check): string {
  const cells = codeCells(notebook).length;
  const line = (finding: Finding) =>
    failureText({
      notebook: notebook.name,
      cells,
      ...finding,
      reason: `${finding.isWarning ? 'warning: ' : ''}${finding.reason}`,
    });
  return findings.map(line).join('\n');
}

/** Whether `check` found anything that is more than a warning. */
export function isClean(check: Check): boolean {
  return check.findings.every((finding) => finding.isWarning);
}
