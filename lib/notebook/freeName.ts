/** Names for what must not take the place of something else. */
import { existsSync } from 'node:fs';

/** The first of `STEM.MARK-1.EXTENSION`, `STEM.MARK-2.EXTENSION` … that no file has, or that `isTheSame` is true of. */
export function freeName(
  stem: string,
  mark: string,
  extension: string,
  isTheSame: (path: string) => boolean = () => false,
): string {
  for (let number = 1; ; number++) {
    const path = `${stem}.${mark}-${number}.${extension}`;
    if (!existsSync(path) || isTheSame(path)) return path;
  }
}
