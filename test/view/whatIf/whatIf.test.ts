import { expect, test } from 'vitest';
import { answerWhatIf, ExperimentError, SessionSyntaxError, type WhatIfQuestion } from '../../../lib/lab';
import { WHAT_IF_MIME, type WhatIfData } from '../../../lib/view/whatIf/data';
import { whatIf } from '../../../lib/view/whatIf/whatIf';
import { hostile } from '../fixtures';

const question: WhatIfQuestion = {
  title: 'Who needs docker-proxy?',
  setup: ['host# systemctl start docker', 'host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1'],
  choices: {
    'docker-proxy': { running: [], killed: ['host# kill -9 $(pgrep docker-proxy)'] },
    FORWARD: { open: [], closed: ['host# iptables -I FORWARD -p tcp -j DROP'] },
    'who asks': { client: 'client#', ng1: 'ng1#' },
    address: { 'published port': '192.168.70.6:8001', 'another port': '192.168.70.6:9' },
  },
  request: "{who asks} curl -sS -o /dev/null -w '%{http_code}' --connect-timeout 3 {address}",
};

test.each([
  [{}, 'DNAT', 'Answered: a DNAT rule translated the destination.'],
  [{ 'who asks': 'ng1' }, 'docker-proxy', /^Answered: docker-proxy took the connection/],
  [{ 'who asks': 'ng1', 'docker-proxy': 'killed' }, 'refused', /^Refused/],
  [{ FORWARD: 'closed' }, 'dropped', 'Dropped by filter FORWARD rule 1 DROP: -p tcp -j DROP, 2 packets; exit code 28.'],
  [{ address: 'another port' }, 'refused', /^Refused/],
])('the request is run as it is chosen: %j', async (picked, path, verdict) => {
  const answer = await answerWhatIf({ ...question, picked });
  expect(answer.path).toBe(path);
  expect(answer.verdict).toEqual(typeof verdict === 'string' ? verdict : expect.stringMatching(verdict));
});

test('each time on machines of its own', async () => {
  await answerWhatIf({ ...question, picked: { FORWARD: 'closed' } });
  expect((await answerWhatIf(question)).path).toBe('DNAT');
});

test('braces that name no choice are the command’s', async () => {
  const { seen, line } = await answerWhatIf(question);
  expect(line).toBe("client# curl -sS -o /dev/null -w '%{http_code}' --connect-timeout 3 192.168.70.6:8001");
  expect(seen.outcome.stdout).toBe('200');
});

test('a page gets the question with what is chosen, and what came of it; elsewhere a picture and a text say so', async () => {
  const figure = await whatIf({ ...question, picked: { 'docker-proxy': 'killed' } });
  const bundle = figure.bundle();
  const data = bundle[WHAT_IF_MIME] as WhatIfData;
  expect(data.question.picked).toEqual({
    'docker-proxy': 'killed',
    FORWARD: 'open',
    'who asks': 'client',
    address: 'published port',
  });
  expect(data.steps.record.packets).toHaveLength(12);
  expect(data.chart?.alt).toContain('DOCKER');
  expect(String(bundle['image/svg+xml'])).toContain('docker-proxy: killed');
  expect(bundle['text/plain']).toBe(
    [
      'Who needs docker-proxy? Here docker-proxy: killed; FORWARD: open; who asks: client; address: published port.',
      data.line,
      data.verdict,
      'Where the notebook runs, these can be chosen instead: docker-proxy: running; FORWARD: closed; who asks: ng1; address: another port.',
    ].join('\n'),
  );
  expect(JSON.stringify(bundle).length).toBeLessThan(150_000);
});

test('a question that names what there is not is refused in a sentence', async () => {
  const refusal = (changed: Partial<WhatIfQuestion>) =>
    answerWhatIf({ ...question, ...changed }).catch((error: unknown) => error);
  expect(await refusal({ picked: { colour: 'red' } })).toEqual(new RangeError('there is no choice "colour"'));
  expect(await refusal({ picked: { FORWARD: 'red' } })).toEqual(
    new RangeError('the choice "FORWARD" has no option "red"'),
  );
  expect(await refusal({ choices: { empty: {} } })).toEqual(new RangeError('the choice "empty" has no options'));
  expect(await refusal({ request: 'client# curl {address}' })).toEqual(
    new RangeError('the request has no place for the choice "who asks": write {who asks} where it stands'),
  );
  expect(await refusal({ request: '{who asks} curl {address} {FORWARD}' })).toEqual(
    new RangeError('"FORWARD" cannot stand in the request: its options are lines to type, not texts'),
  );
  expect(await refusal({ request: 'curl {address} {who asks}' })).toBeInstanceOf(SessionSyntaxError);
  const failing = { ...question.choices, FORWARD: { open: ['host# iptables -A NOWHERE'] } };
  expect(await refusal({ choices: failing })).toMatchObject({
    constructor: ExperimentError,
    message: expect.stringMatching(/^"FORWARD: open" cannot be tried: exit code 1 of\n/),
  });
});

test('names are text in the picture', async () => {
  const figure = await whatIf({ ...question, title: hostile, choices: { ...question.choices, [hostile]: { a: [] } } });
  expect(figure.toSvg()).not.toContain('<script');
});
