/** A notebook that has one of each kind of thing that a report sets. */
import type { Cell, Notebook } from '../../../lib/cells/document';
import type { Output } from '../../../lib/cells/output';
import { PREDICTION_MIME } from '../../../lib/lab/learn/predictionData';
import { pathMap } from '../../../lib/view/path/pathMap';
import { table } from '../../../lib/view/tables/table';

export const LONG = Array.from({ length: 120 }, (_, index) => ({ rule: `DOCKER ${index + 1}`, packets: index }));

const text = (source: string): Cell => ({ kind: 'markdown', id: 'a', source, metadata: {} });
const shown = (data: Readonly<Record<string, unknown>>): Output => ({ kind: 'display_data', data, metadata: {} });
const printed = (words: string): Output => ({ kind: 'stream', name: 'stdout', text: words });
const cell = (source: string, ...outputs: readonly Output[]): Cell => ({
  ...{ kind: 'code', id: 'b', source, metadata: {}, executionCount: null },
  outputs,
});

/** Markdown of all kinds, a listing, a check, a prediction, two figures, a table, an exercise with a picture. */
export const SAMPLE: Notebook = {
  name: '09-sample',
  path: '09-sample.ipynb',
  metadata: {},
  cells: [
    text('# The *sample*\n\nA [link](https://example.org/), 中文 and `code`.\n\n- one\n- two\n\n> A quote.'),
    text('## First section\n\n1. a\n2. b\n\n| rule | pkts |\n| --- | --: |\n| DNAT | 1 |'),
    cell("const one = await observe(machines, 'client# curl http://192.168.70.6');\none.outcome;", printed('200\r\n')),
    cell('const paths = one.journeys;\npathMap(paths).show();', shown(pathMap([], { title: 'A path' }).bundle())),
    cell("check('packets', 1, 1);", printed('ok      packets: 1\n')),
    cell(
      "predict('packets').show();",
      shown({ [PREDICTION_MIME]: {}, 'text/html': '<table><tr><td>?</td></tr></table>', 'text/plain': 'Say so' }),
    ),
    text('## Second *section*'),
    cell("await machines.sh('host# iptables -L');", printed('Chain INPUT\n')),
    cell('table(rows).show();', shown(table(LONG, { title: 'Many rules', foldAfter: 20 }).bundle())),
    text(
      [
        '## Exercises\n\n**1.** Why?\n',
        '<details><summary>Hint</summary>Look at <em>rule</em> 2: <code>iptables -L</code>.</details>',
        '<details><summary>Answer</summary>Because.</details>',
      ].join('\n'),
    ),
    cell("await exercise<number>('q', answer, () => true);", shown(pathMap([], { title: 'Given away' }).bundle())),
  ],
};
