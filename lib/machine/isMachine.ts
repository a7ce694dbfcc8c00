/** Whether a place's shell is a machine's bash: also in another network namespace of it. A container's is busybox's. */
import type { Place } from './place';

export function isMachine({ files, machine }: Place): boolean {
  return files === machine.files;
}
