/** What a report is made of, in no form yet. */
import type { ReportTable } from './tables';

/** A piece of a report. */
export type Block =
  | { readonly kind: 'markdown'; readonly source: string }
  | { readonly kind: 'code'; readonly source: string }
  | { readonly kind: 'text'; readonly text: string; readonly isError: boolean }
  | {
      readonly kind: 'figure';
      readonly number: number;
      readonly caption: string;
      /** Notebook, section and request, where the document has figures alone. */
      readonly origin?: string;
      /** What the picture shows, for those who do not see it. */
      readonly alt: string;
      /** The picture in words. */
      readonly text: string;
      /** SVG as text, in which nothing runs or leads out of the document, and PNG in base64: at least one. */
      readonly svg: string | undefined;
      readonly png: string | undefined;
    }
  | {
      readonly kind: 'table';
      readonly number: number;
      readonly caption: string;
      readonly origin?: string;
      readonly html: string;
      readonly tables: readonly ReportTable[];
    };

/** The blocks of a chapter whose title is set already: without the heading that says it again. */
export function withoutTitle(blocks: readonly Block[]): readonly Block[] {
  const [first, ...rest] = blocks;
  if (first?.kind !== 'markdown') return blocks;
  return [{ ...first, source: first.source.replace(/^\s*# [^\n]*\n?/, '') }, ...rest];
}
