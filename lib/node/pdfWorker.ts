/** What the PDF worker does: one SVG as a PDF page of the same size. */

import { svgSize } from '../view/draw/svgSize';
import { pointsPerPx, renderPdf } from './pdfDocument';

/** An SVG to be written as PDF. */
export interface PdfRequest {
  readonly title: string;
  readonly svg: string;
}

/** The PDF file. Rejects if the SVG cannot be read. */
export function answer({ title, svg }: PdfRequest): Promise<Uint8Array> {
  const size = svgSize(svg);
  const width = size.width * pointsPerPx;
  return renderPdf(title, {
    pageSize: { width, height: size.height * pointsPerPx },
    pageMargins: 0,
    content: [{ svg, width, alt: title }],
  });
}
