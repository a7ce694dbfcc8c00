/** Code that a widget runs, in a worker of its own: the page's cells, and what they made, stay as they are. */
import { type Output, OutputCollector } from '../../cells/output';
import { KernelClient } from '../kernel/client';

const client = new KernelClient();

/** What `code` prints and shows. Rejects where nothing can run in this page. */
export function executeInPage(code: string): Promise<readonly Output[]> {
  const collector = new OutputCollector(1);
  return new Promise((resolve, reject) => {
    client.run([code], {
      onReport: (report) => {
        if (report.kind === 'output') collector.receive(1, report.type, report.content);
      },
      onEnd: (end) => {
        if (end.kind === 'lost') reject(new Error(end.message));
        else resolve(collector.outputs(1));
      },
    });
  });
}
