/** An answer as pictures: the packets' path through the host, what interfaces carried, and the machines. */
import { wires } from '../../lab/observe/wires';
import type { Figure } from '../../view/figure/figure';
import { ladderParts } from '../../view/ladder/ladder';
import { pathMap } from '../../view/path/pathMap';
import { topologyMap } from '../../view/topology/topologyMap';
import type { Answer } from './answer';
import { describeQuestion } from './question';

/** A picture of an answer, and what it shows. */
export interface AnswerPicture {
  /** The picture, which can be drawn in another theme and width. */
  readonly figure: Figure;
  /** One sentence. */
  readonly caption: string;
}

/**
 * Path map, ladders and topology; none of what no packet came to.
 *
 * @example
 * ```ts
 * import { answerPictures, loadHost } from 'chainwalk/host';
 *
 * const host = loadHost([{ name: 'addresses', text: '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n' }]);
 * const pictures = answerPictures(host.why({ from: 'outside', to: '192.0.2.10:22' }, { remedies: false }));
 * pictures.map(({ caption }) => caption.split(',')[0]); // → ["The path of the packets through the host’s hooks and tables.","What the interfaces carried","The machines that the packets came to."]
 * ```
 */
export function answerPictures(answer: Answer): readonly AnswerPicture[] {
  const { journeys, packets, topology, question } = answer;
  const request = describeQuestion(question);
  const path =
    journeys.length === 0
      ? []
      : [
          {
            figure: pathMap(journeys, { title: finding(answer) }),
            caption: 'The path of the packets through the host’s hooks and tables.',
          },
        ];
  const ladders = wires(topology, packets).flatMap((lanes) =>
    ladderParts(packets, { title: seenWords(answer), lanes, journeys }).map(({ figure, isFolded }) => ({
      figure,
      caption: `What the interfaces carried, in the order of the wire.${isFolded ? ' What repeats itself is drawn once.' : ''}`,
    })),
  );
  const machines =
    Object.keys(packets).length === 0
      ? []
      : [
          {
            figure: topologyMap(topology, { title: `The machines of ${request}` }),
            caption: 'The machines that the packets came to.',
          },
        ];
  return [...path, ...ladders, ...machines];
}

/** The first line without who asked. */
function finding({ lines: [headline = ''] }: Answer): string {
  const text = headline.slice(headline.indexOf(': ') + 2);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function seenWords({ seen, fate }: Answer): string {
  if (seen === '') return 'The packet alone, as the interfaces carried it';
  return fate === 'delivered' ? `The program gets ${seen}` : `The program says “${seen}”`;
}
