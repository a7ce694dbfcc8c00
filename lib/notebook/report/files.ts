/** The files that a report is written as. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { newFile, type Replacement } from '../../node/replaceWhole';
import type { Report } from './document';

/** The kinds of document, by file ending. */
export const REPORT_FORMATS = ['html', 'pdf', 'docx', 'md'] as const;

/** A kind of document. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What is to be written for `report` at `file`; markdown has its pictures in a folder beside it. */
export async function reportFiles(report: Report, format: ReportFormat, file: string): Promise<readonly Replacement[]> {
  if (format === 'md') return markdownFiles(report, file);
  return [newFile(file, await DOCUMENTS[format](report))];
}

/** Each kind in one file; what writes it is loaded when it is asked for. */
const DOCUMENTS: Readonly<Record<Exclude<ReportFormat, 'md'>, (report: Report) => Promise<string | Uint8Array>>> = {
  html: async (report) => (await import('./html.js')).reportHtml(report),
  pdf: async (report) => (await import('./pdf.js')).reportPdf(report),
  docx: async (report) => (await import('./docx.js')).reportDocx(report),
};

async function markdownFiles(report: Report, file: string): Promise<readonly Replacement[]> {
  const { reportMarkdown } = await import('./markdown.js');
  const folder = `${basename(file).replace(/\.md$/i, '')}-pictures`;
  const { text, pictures } = reportMarkdown(report, folder);
  const write = (draft: string) => {
    mkdirSync(draft);
    for (const [name, content] of pictures) writeFileSync(join(draft, name), content);
  };
  return [{ path: join(dirname(file), folder), write }, newFile(file, text)];
}
