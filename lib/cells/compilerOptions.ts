/**
 * How strictly cells are checked, by the project and in the editor of the live book; as in a tsconfig.json. A name that nobody uses is
 * fine: a cell further down may come to use it.
 */
export const COMPILER_OPTIONS = {
  target: 'es2022',
  lib: ['es2022'],
  module: 'esnext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  esModuleInterop: true,
  strict: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  skipLibCheck: true,
  noEmit: true,
};
