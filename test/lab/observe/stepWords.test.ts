/** The words of what a packet met: a rule, the end of a chain, a policy, from the simulation and from the kernel's TRACE. */
import { expect, test } from 'vitest';
import { Lab, observe, PcapRecorder, traceRow, traceWords } from '../../../lib/lab';
import { journeyRows } from '../../../lib/view/path/journeyRows';

const RULES = [
  'iptables -N USER',
  'iptables -N EMPTY',
  'iptables -A INPUT -p icmp -j USER',
  'iptables -A INPUT -p icmp -j EMPTY',
  'iptables -A USER -j RETURN',
];

async function ping() {
  const machines = new Lab();
  for (const rule of RULES) await machines.sh(`host# ${rule}`);
  const pcap = new PcapRecorder(machines);
  pcap.start();
  const seen = await observe(machines, 'client# ping -c 1 192.168.70.6');
  pcap.stop();
  return { seen, file: new TextDecoder('latin1').decode(pcap.files('').get('host.pcapng')) };
}

const EXPECTED = [
  'filter INPUT rule 1 USER',
  'filter USER rule 1 RETURN',
  'filter INPUT rule 2 EMPTY',
  'filter EMPTY end of chain',
  'filter INPUT policy ACCEPT',
];

test('a rule that returns, the end of a chain and a policy are told apart', async () => {
  const { seen, file } = await ping();
  const rows = journeyRows(seen.journeys).filter(({ hook, table }) => hook === 'INPUT' && table === 'filter');
  expect(rows.map(({ chain, rule, verdict }) => [chain, rule, verdict])).toEqual([
    ['INPUT', 'rule 1', 'USER'],
    ['USER', 'rule 1', 'RETURN'],
    ['INPUT', 'rule 2', 'EMPTY'],
    ['EMPTY', 'end of chain', 'RETURN'],
    ['INPUT', 'policy', 'ACCEPT'],
  ]);
  for (const words of EXPECTED) expect(file).toContain(words);
});

test('the kernel’s own words, which call both ends `return`, become the same', async () => {
  const { seen } = await ping();
  const [first] = seen.journeys.map(traceRow);
  const path = first?.path.filter((step) => step.startsWith('filter:')) ?? [];
  expect(path).toContain('filter:USER:return:1');
  expect(path).toContain('filter:EMPTY:return:1');
  expect(path.map((step) => traceWords(step, seen.after))).toEqual(EXPECTED);
});
