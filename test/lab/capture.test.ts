/** What is read out of `iptables-save -c`. */
import { expect, test } from 'vitest';
import { countedLines } from '../../lib/lab';

test('the lines that have counted stand behind the name of their table, sorted', () => {
  const save = `# made up
*nat
:PREROUTING ACCEPT [1:60]
:DOCKER - [0:0]
[0:0] -A PREROUTING -j DOCKER
COMMIT
*filter
:INPUT ACCEPT [0:0]
[10:20] -A INPUT -p icmp -j ACCEPT
COMMIT
`;
  expect(countedLines(save)).toEqual(['filter [10:20] -A INPUT -p icmp -j ACCEPT', 'nat :PREROUTING ACCEPT [1:60]']);
});
