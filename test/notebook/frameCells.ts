/** Cells that do with danfojs what pandas users would do, and what each shows as text: the same in tslab and in a page. */
import type { Output } from '../../lib/cells/output';

const IMPORT = `import { DataFrame, merge } from 'danfojs-node';
import { pivot } from 'chainwalk';
const steps = new DataFrame([
  { packet: 1, hook: 'PREROUTING', table: 'nat', chain: 'PREROUTING', rule: '1', in: 'ens33', out: '', source: '192.168.70.1:33000', destination: '192.168.70.6:8001', length: 60, bytes: 1575, verdict: 'a text that danfojs would cut' },
  { packet: 1, hook: 'FORWARD', table: 'filter', chain: 'DOCKER-USER', rule: '1', in: 'ens33', out: 'docker0', source: '192.168.70.1:33000', destination: '172.17.0.2:80', length: 60, bytes: 12, verdict: 'RETURN' },
  { packet: 2, hook: 'FORWARD', table: 'filter', chain: 'DOCKER-USER', rule: '1', in: 'docker0', out: 'ens33', source: '172.17.0.2:80', destination: '192.168.70.1:33000', length: 60, bytes: 9, verdict: 'RETURN' },
]);
const first = new DataFrame([{ chain: 'DOCKER', index: 2, packets: 1 }, { chain: 'FORWARD', index: 5, packets: 12 }]);
const second = new DataFrame([{ chain: 'FORWARD', index: 5, packets: 11 }]);`;

const STEPS = `packet  hook        table   chain        rule  in       out      source              destination         length  bytes  verdict
------  ----------  ------  -----------  ----  -------  -------  ------------------  ------------------  ------  -----  -----------------------------
     1  PREROUTING  nat     PREROUTING   1     ens33             192.168.70.1:33000  192.168.70.6:8001       60  1,575  a text that danfojs would cut
     1  FORWARD     filter  DOCKER-USER  1     ens33    docker0  192.168.70.1:33000  172.17.0.2:80           60     12  RETURN
     2  FORWARD     filter  DOCKER-USER  1     docker0  ens33    172.17.0.2:80       192.168.70.1:33000      60      9  RETURN`;

/** A cell, what it shows as text, and whether that is a table. */
interface FrameCase {
  readonly source: string;
  readonly text: string;
  readonly isTable: boolean;
}

const CASES: readonly FrameCase[] = [
  { source: 'steps', text: STEPS, isTable: true },
  { source: 'steps.print()', text: STEPS, isTable: false },
  { source: 'console.log(steps)', text: STEPS, isTable: false },
  {
    source: "steps.groupby(['hook', 'table'])",
    text: `hook        table   rows
----------  ------  ----
PREROUTING  nat        1
FORWARD     filter     2`,
    isTable: true,
  },
  {
    source: "steps.groupby(['hook', 'table']).col(['packet']).count()",
    text: `hook        table   packet_count
----------  ------  ------------
PREROUTING  nat                1
FORWARD     filter             2`,
    isTable: true,
  },
  {
    source: "steps.query(steps['packet'].eq(2)).loc({ columns: ['packet', 'chain', 'destination'] })",
    text: `packet  chain        destination
------  -----------  ------------------
     2  DOCKER-USER  192.168.70.1:33000`,
    isTable: true,
  },
  {
    source: "merge({ left: first, right: second, on: ['chain', 'index'], how: 'left' })",
    text: `chain    index  packets  packets_1
-------  -----  -------  ---------
DOCKER       2        1        NaN
FORWARD      5       12         11`,
    isTable: true,
  },
  {
    source:
      "new DataFrame(pivot([{ chain: 'INPUT', of: 'a', n: 4 }, { chain: 'INPUT', of: 'b', n: 5 }], { index: 'chain', columns: 'of', values: 'n' }))",
    text: `chain  a  b
-----  -  -
INPUT  4  5`,
    isTable: true,
  },
  {
    source: "steps['table'].valueCounts()",
    text: `        value\n------  -----\nnat         1\nfilter      2`,
    isTable: true,
  },
  { source: "first['packets']", text: `packets\n-------\n      1\n     12`, isTable: true },
];

export const FRAME_CELLS: readonly string[] = [IMPORT, ...CASES.map(({ source }) => source)];

/** What each cell behind the first is to show. */
export const FRAME_ANSWERS = CASES.map(({ text, isTable }) => ({ text, isTable }));

/** The same of what was shown. */
export function answersOf(outputs: readonly (readonly Output[])[]): readonly object[] {
  return outputs.slice(1).map(([output]) => {
    if (output?.kind === 'stream') return { text: output.text.trimEnd(), isTable: false };
    const data = output !== undefined && 'data' in output ? output.data : {};
    return { text: String(data['text/plain']), isTable: String(data['text/html']).startsWith('<table') };
  });
}
