/** Why the file system refuses, in words. */

const OBSTACLES: Readonly<Record<string, string>> = {
  EACCES: 'that is not allowed',
  EBUSY: 'it is in use',
  EDQUOT: 'no space is left for this user',
  EEXIST: 'a file is in the way',
  EFBIG: 'it would become too large',
  EISDIR: 'it is a folder',
  EIO: 'the disk does not answer',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such file',
  ENOSPC: 'no space is left',
  ENOTDIR: 'a file is in the way',
  EPERM: 'that is not allowed',
  EROFS: 'nothing can be written there',
};

/** The reason that the code of `error` stands for; undefined when it is no error of the file system. */
export function obstacleOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (Object.hasOwn(OBSTACLES, code)) return OBSTACLES[code];
  return error instanceof Error && 'syscall' in error ? code : undefined;
}
