/** The first lines of an answer, and what decided it, in words. */
import { expect, test } from 'vitest';
import { decidedBy, loadHost, shortText } from '../../lib/host';
import { caseDumps } from './caseFiles';

test('lines are broken between words, and what follows is indented', () => {
  const lines = ['who: one two three', '1. a-word-that-is-longer-than-all b'];
  expect(shortText({ lines }, 12)).toBe('who: one two\n   three\n1.\n   a-word-that-is-longer-than-all\n   b');
  expect(shortText({ lines: ['as  it   is'] }, 12)).toBe('as  it   is');
});

test('a rule, a policy, the kernel itself, or nobody', () => {
  const host = loadHost(caseDumps('16'));
  const asked = (to: string) => decidedBy(host.why({ from: '172.18.0.2', to }, { remedies: false }));
  expect(asked('172.18.0.1:80')).toBe('filter DOCKER-ISOLATION-STAGE-2 2');
  expect(asked('192.0.2.20:443')).toBe('');
  const loopback = loadHost(caseDumps('04'));
  expect(decidedBy(loopback.why({ from: '192.0.2.20', to: '127.0.0.1:8081' }, { remedies: false }))).toBe(
    'martian destination',
  );
  const lxd = loadHost(caseDumps('08'));
  expect(decidedBy(lxd.why({ from: '10.20.30.5', to: '192.0.2.20:80' }, { remedies: false }))).toBe(
    'the policy of filter FORWARD',
  );
});
