/** The document that `chainwalk run --report FILE` writes, of the kind that the file's ending names. */
import { extname } from 'node:path';
import { newFile, type Replacement, replaceWhole } from '../../node/replaceWhole';
import type { SessionReportOptions } from '../../view/session/sessionReport';
import type { ObservedCommand } from '../../view/session/sessionRequests';
import { UsageError } from '../command';

const KINDS = ['.html', '.pdf', '.docx', '.md', '.csv'] as const;
type Kind = (typeof KINDS)[number];

/** Throws a `UsageError` if no report can be written as `file`: before anything runs. */
export async function checkSessionReport(file: string): Promise<void> {
  const kind = kindOf(file);
  if (kind === undefined) {
    const known = `${KINDS.slice(0, -1).join(', ')} or ${KINDS.at(-1)}`;
    throw new UsageError(`--report takes a file name that ends in ${known}, not ${JSON.stringify(file)}`);
  }
  if (kind !== '.html' && kind !== '.csv') await loadDocuments(kind);
}

/** Writes the report; an earlier one stays until it is whole. */
export async function writeSessionReport(
  file: string,
  commands: readonly ObservedCommand[],
  options: SessionReportOptions,
): Promise<void> {
  replaceWhole(...(await filesOf(file, commands, options)));
}

async function filesOf(
  file: string,
  commands: readonly ObservedCommand[],
  options: SessionReportOptions,
): Promise<readonly Replacement[]> {
  const kind = kindOf(file) ?? '.html';
  if (kind === '.html') {
    const { sessionReport } = await import('../../view/session/sessionReport.js');
    return [newFile(file, sessionReport(commands, options))];
  }
  if (kind === '.csv') {
    const { sessionCsv } = await import('../../view/session/sessionCsv.js');
    return [newFile(file, sessionCsv(commands))];
  }
  const { sessionDocument, reportFiles } = await loadDocuments(kind);
  return reportFiles(sessionDocument(commands, options), FORMATS[kind], file);
}

const FORMATS = { '.pdf': 'pdf', '.docx': 'docx', '.md': 'md' } as const;

function kindOf(file: string): Kind | undefined {
  const ending = extname(file).toLowerCase();
  return KINDS.find((kind) => kind === ending);
}

/** What notebooks become documents by; the package that npm installs is without it. */
async function loadDocuments(kind: Kind) {
  try {
    const [{ sessionDocument }, { reportFiles }] = await Promise.all([
      import('../../notebook/report/session.js'),
      import('../../notebook/report/files.js'),
    ]);
    return { sessionDocument, reportFiles };
  } catch (error) {
    if (!/MODULE_NOT_FOUND$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new UsageError(`--report writes ${kind} in the folder of the project only: name a file .html or .csv`);
  }
}
