/** The language of cells, as notebooks and Jupyter kernels name it. */
export const LANGUAGE_INFO = {
  name: 'typescript',
  version: '5',
  mimetype: 'text/typescript',
  file_extension: '.ts',
} as const;
