import type { Program } from '../../machine';
import { failProcess, immediate } from '../common/command';
import { viewProcesses } from '../common/processView';

/** `ps` of busybox: it always prints the same columns and ignores all options but `-o`, which is not modelled. */
export const busyboxPs: Program = immediate((process) => {
  if (process.argv.includes('-o')) {
    return failProcess(process, 'ps: option "-o" is not modelled by chainwalk\n', 2);
  }
  process.stdout += 'PID   USER     TIME  COMMAND\n';
  for (const { pid, process: shown } of viewProcesses(process.place, process)) {
    process.stdout += `${String(pid).padStart(5)} root      0:00 ${shown.title}\n`;
  }
  return 0;
});
