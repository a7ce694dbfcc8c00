/** An answer as pictures, as a page and as a capture file. */
import { describe, expect, test } from 'vitest';
import { answerHtml } from '../../lib/compare';
import { answerPictures, loadHost } from '../../lib/host';
import { caseDumps } from './caseFiles';

const QUESTION = { from: '10.20.30.5', to: '192.0.2.20:80' };

describe('a request that is dropped', () => {
  const answer = loadHost(caseDumps('08')).why(QUESTION, { remedies: false, pcap: true });
  const pictures = answerPictures(answer);

  test('has its path, what interfaces carried, and the machines', () => {
    expect(pictures.map(({ figure }) => figure.title)).toEqual([
      'The request passes, but the SYN-ACK is DROPPED by the policy of filter FORWARD (the program says “timed out”).',
      'The program says “timed out”',
      'The machines of 10.20.30.5 -> 192.0.2.20:80/tcp',
    ]);
    expect(pictures[0]?.figure.alt).toContain('policy DROP');
    expect(pictures[1]?.figure.alt).toContain('dropped by filter FORWARD policy DROP');
  });

  test('shows the machines that packets came to, and none besides', () => {
    const { namespaces } = answer.topology;
    expect(namespaces.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'machine host',
      'container 10.20.30.5',
      'machine 192.0.2.20',
    ]);
    expect(namespaces[0]?.devices.map(({ name }) => name)).not.toContain('docker0');
  });

  test('has all frames of all these interfaces as a file', () => {
    const text = Buffer.from(answer.pcap ?? []).toString('latin1');
    expect(text.slice(0, 4)).toBe('\n\r\r\n');
    for (const name of ['host lxdbr0', 'host eth0', '10.20.30.5 eth0', '192.0.2.20 eth0']) expect(text).toContain(name);
    expect(text).toContain('dropped: filter FORWARD policy DROP');
  });

  test('is drawn light and dark, wide and narrow, in a page that loads nothing', () => {
    const page = answerHtml('dump <i>', answer);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('dump &lt;i&gt;');
    expect(page.match(/<svg /g)).toHaveLength(12);
    expect(page).not.toMatch(/<i>|<script|<link|url\((?!data:)/);
  });
});

test('without being asked for, no frames are kept; a packet that nobody sends has no pictures', () => {
  const host = loadHost(caseDumps('08'));
  expect(host.why(QUESTION, { remedies: false }).pcap).toBeUndefined();
  const lost = host.why({ from: 'host', to: '198.51.100.7:80' }, { remedies: false });
  expect(lost.fate).toBe('lost');
  expect(answerPictures(lost)).toEqual([]);
});
