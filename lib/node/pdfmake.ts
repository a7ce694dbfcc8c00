/** pdfmake, an optional package: only PDF needs it. */

/** Throws one sentence that names the package if it is not installed; `resolve` finds where a package is. */
export function requirePdfmake(resolve: (name: string) => string = require.resolve): void {
  try {
    resolve('pdfmake');
  } catch {
    throw new Error('PDF needs the package pdfmake, which is not installed: npm install pdfmake');
  }
}
