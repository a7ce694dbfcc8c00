/** `dig`, `host` and `nslookup`; the answers are those of bind 9.18.49 to dockerd 20.10.24's name server. */
import { beforeAll, expect, test } from 'vitest';
import { type Lab, lab } from '../../lib/lab';

let machines: Lab;
let inside: string;

beforeAll(async () => {
  machines = await lab();
  await machines.sh('host# systemctl start docker');
  await machines.sh('host# docker network create nn; docker network create n2');
  for (const name of ['ng1', 'ng2'])
    await machines.sh(`host# docker run -d --name ${name} --network nn lkarrie/nginx1`);
  const { stdout } = await machines.sh("host# docker inspect -f '{{.State.Pid}}' ng1");
  inside = `nsenter -t ${stdout.trim()} -n`;
});

async function said(command: string): Promise<string> {
  const { stdout, stderr, exitCode } = await machines.sh(`host# ${command}`);
  return `${stdout.replace(/id: \d+/g, 'id: N').replace(/WHEN: .*/g, 'WHEN: W')}${stderr}${exitCode}`;
}

const GREETING = (words: string) => `
; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> ${words}
; (1 server found)
;; global options: +cmd
`;
const ANSWER = (size: number, body: string) => `;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: N
${body}
;; Query time: 0 msec
;; SERVER: 127.0.0.11#53(127.0.0.11) (UDP)
;; WHEN: W
;; MSG SIZE  rcvd: ${size}

0`;

test('dig prints all that an answer has', async () => {
  expect(await said(`${inside} dig @127.0.0.11 ng2`)).toBe(
    `${GREETING('@127.0.0.11 ng2')}${ANSWER(
      40,
      ';; flags: qr rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0\n\n;; QUESTION SECTION:\n;ng2.\t\t\t\tIN\tA\n\n;; ANSWER SECTION:\nng2.\t\t\t600\tIN\tA\t172.18.0.3\n',
    )}`,
  );
  expect(await said(`${inside} dig @127.0.0.11 -x 172.18.0.3`)).toBe(
    `${GREETING('@127.0.0.11 -x 172.18.0.3')}${ANSWER(
      84,
      ';; flags: qr rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0\n\n;; QUESTION SECTION:\n;3.0.18.172.in-addr.arpa.\tIN\tPTR\n\n;; ANSWER SECTION:\n3.0.18.172.in-addr.arpa. 600\tIN\tPTR\tng2.nn.\n',
    )}`,
  );
});

test.each([
  ['dig @127.0.0.11 ng2 +short', '172.18.0.3\n0'],
  ['dig @127.0.0.11 +noall +answer ng2 ng1', 'ng2.\t\t\t600\tIN\tA\t172.18.0.3\nng1.\t\t\t600\tIN\tA\t172.18.0.2\n0'],
  ['dig @127.0.0.11 +short -t AAAA ng2', '0'],
  ['dig @127.0.0.11 +short +tcp a ng2', '172.18.0.3\n0'],
  [
    'dig @127.0.0.11 ng2 +noall +comments +norecurse',
    ';; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: N\n;; flags: qr ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0\n\n0',
  ],
  [
    'host ng2 127.0.0.11',
    'Using domain server:\nName: 127.0.0.11\nAddress: 127.0.0.11#53\nAliases: \n\nng2 has address 172.18.0.3\n0',
  ],
  ['host 172.18.0.3 127.0.0.11 | tail -1', '3.0.18.172.in-addr.arpa domain name pointer ng2.nn.\n0'],
  ['host -t AAAA ng2 127.0.0.11 | tail -1', 'ng2 has no AAAA record\n0'],
  [
    'nslookup ng2 127.0.0.11',
    'Server:\t\t127.0.0.11\nAddress:\t127.0.0.11#53\n\nNon-authoritative answer:\nName:\tng2\nAddress: 172.18.0.3\n\n0',
  ],
  [
    'nslookup 172.18.0.3 127.0.0.11',
    '3.0.18.172.in-addr.arpa\tname = ng2.nn.\n\nAuthoritative answers can be found from:\n\n0',
  ],
  ['nslookup -type=aaaa ng2 127.0.0.11 | tail -3', "Non-authoritative answer:\n*** Can't find ng2: No answer\n\n0"],
])('in the namespace of a container: %s', async (command, answer) => {
  expect(await said(`${inside} ${command}`)).toBe(answer);
});

const REFUSED = ';; communications error to 127.0.0.1#53: connection refused\n';
const SILENT = ';; communications error to 10.255.255.53#53: timed out\n';
const NOBODY = ';; no servers could be reached\n';

test.each([
  ['dig @127.0.0.1 foo', `${REFUSED.repeat(3)}${GREETING('@127.0.0.1 foo')}${NOBODY}9`],
  [
    'dig +time=1 +tries=1 foo',
    `${SILENT}\n; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> +time=1 +tries=1 foo\n;; global options: +cmd\n${NOBODY}9`,
  ],
  ['host foo 127.0.0.1', `${REFUSED.repeat(2)}${NOBODY}1`],
  ['host -W 1 foo', `${SILENT.repeat(2)}${NOBODY}1`],
  ['nslookup foo 127.0.0.1', `${REFUSED.repeat(3)}${NOBODY}\n1`],
  ['nslookup -timeout=1 -retry=1 foo', `${SILENT}${NOBODY}\n1`],
  [
    'dig @127.0.0.1 +tcp +tries=1 foo',
    `;; Connection to 127.0.0.1#53(127.0.0.1) for foo failed: connection refused.\n${NOBODY}9`,
  ],
  ['dig +trace foo', 'dig: option "+trace" is not modelled by chainwalk\n2'],
])('where nobody answers: %s', async (command, answer) => {
  expect(await said(command)).toBe(answer);
});

test('an option that there is not is answered by the help', async () => {
  expect(await said('dig +nosuch foo')).toMatch(/^Invalid option: \+nosuch\nUsage: {2}dig [\s\S]*options\n1$/);
});
