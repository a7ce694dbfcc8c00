/** What the PDF worker does: one SVG as a PDF page of the same size. */

import { svgSize } from '../view/draw/svgSize';
import { pointsPerPx, renderPdf } from './pdfDocument';

export interface PdfRequest {
  readonly title: string;
  readonly svg: string;
}

export function answer({ title, svg }: PdfRequest): Promise<Uint8Array> {
  const size = svgSize(svg);
  const width = size.width * pointsPerPx;
  return renderPdf(title, {
    pageSize: { width, height: size.height * pointsPerPx },
    pageMargins: 0,
    content: [{ svg, width }],
  });
}
