/** The reference of the package's API beside the book. TypeDoc writes it, which is a package of the project's development. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageFile } from '../../node/packageFile';

/** Where the reference lies in the book. */
export const REFERENCE_FOLDER = 'api';

/** The path of TypeDoc's program; undefined where it is not installed. */
function findTypedoc(): string | undefined {
  try {
    return join(dirname(require.resolve('typedoc/package.json')), 'bin', 'typedoc');
  } catch {
    return undefined;
  }
}

/** Writes the reference into `folder`; false where TypeDoc is not installed. Rejects with what TypeDoc says when it fails. */
export async function writeReference(folder: string): Promise<boolean> {
  const typedoc = findTypedoc();
  if (typedoc === undefined) return false;
  const options = ['--options', packageFile('typedoc.json'), '--out', folder, '--logLevel', 'Error'];
  await promisify(execFile)(process.execPath, [typedoc, ...options]);
  return true;
}
