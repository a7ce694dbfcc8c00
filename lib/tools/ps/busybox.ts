import { type Program, userOf } from '../../machine';
import { userName } from '../common/accounts';
import { failProcess, immediate } from '../common/command';
import { viewProcesses } from '../common/processView';

/** `ps` of busybox: it always prints the same columns and ignores all options but `-o`, which is not modelled. */
export const busyboxPs: Program = immediate((process) => {
  if (process.argv.includes('-o')) {
    return failProcess(process, 'ps: option "-o" is not modelled by chainwalk\n', 2);
  }
  process.stdout += 'PID   USER     TIME  COMMAND\n';
  for (const { pid, process: shown } of viewProcesses(process.place, process)) {
    const { uid } = userOf(shown.place);
    const user = (userName(process.place, uid) ?? `${uid}`).slice(0, 8).padEnd(8);
    process.stdout += `${String(pid).padStart(5)} ${user}  0:00 ${shown.title}\n`;
  }
  return 0;
});
