/** A process that audits the hosts that it is told, one after the other, until nobody tells it any more. */
import { nodePlatform } from '../../node';
import { usePlatform } from '../../platform';
import { auditPath } from './auditJobs';

usePlatform(nodePlatform);

process.on('message', (path) => {
  void auditPath(String(path)).then((result) => process.send?.(result));
});
