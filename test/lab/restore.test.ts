/** Machines that go back to a mark are those that they were. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lab, observe, PcapRecorder } from '../../lib/lab';
import { readHostState } from '../../lib/lab/learn/hostState';

/** All that can be read of machines without a command, and what commands then say of the rest. */
async function describe(lab: Lab): Promise<unknown> {
  const { clock, host } = lab;
  const still = {
    now: clock.now,
    state: readHostState(lab),
    counters: lab.counters(),
    places: lab.places.map(({ name }) => name),
    entered: lab.entered.name,
    connections: [...host.net.conntrack.entries(clock.now)].map((entry) => JSON.stringify(entry.original.tuple)),
    note: await lab.readFile('host', 'note'),
  };
  const lines = [
    'client# cat note; pwd; echo $X $?',
    'host# iptables-save -c; ps -ef; conntrack -L; date',
    'ng1# curl -sS -i 172.17.0.1',
  ];
  const said: unknown[] = [];
  for (const line of lines) said.push(await lab.sh(line));
  return { still, said };
}

const LINES = [
  'host# systemctl start docker',
  'host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1',
  'client# curl -sS http://192.168.70.6:8001',
  'host# kill -9 $(pgrep docker-proxy)',
  'host# docker exec -it ng1 sh',
  'ng1# exit 4',
  'host# iptables -I FORWARD -p tcp --dport 80 -m statistic --mode random --probability 0.5 -j DROP',
  'client# cd /tmp; X=$RANDOM; echo $X > note; false',
  'host# docker rm -f ng1',
  'nowhere# ls',
];

test('whatever was typed before and after a mark, the machines are again those of the mark', async () => {
  const some = fc.array(fc.constantFrom(...LINES), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(some, some, fc.boolean(), fc.integer({ min: 1, max: 9 }), async (before, after, settles, seed) => {
      const [lab, other] = [new Lab({ seed, pause: 0.2 }), new Lab({ seed, pause: 0.2 })];
      for (const each of [lab, other]) {
        for (const line of before) await each.sh(line);
        await each.writeFile('host', 'note', before.join('\n'));
        if (settles) await each.settle();
      }
      lab.mark('here');
      for (const line of after) await observe(lab, line);
      await lab.writeFile('host', 'note', 'after');
      await lab.restore('here');
      expect(await describe(lab)).toEqual(await describe(other));
      await lab.restore('here');
      await lab.restore('here');
      expect(lab.now).toBeLessThanOrEqual(other.now);
    }),
    { numRuns: 12 },
  );
}, 120_000);

test('a mark stays where it is, marks behind one that was gone back to are gone, and one that there is not is named with those that there are', async () => {
  const lab = new Lab();
  await expect(lab.restore('a')).rejects.toThrow('there is no mark "a"; none was made');
  lab.mark('a');
  await lab.sh('host# touch one');
  lab.mark('a');
  lab.mark('b');
  await expect(lab.restore('c')).rejects.toThrow('there is no mark "c"; there are: "a", "b"');
  await lab.restore('a');
  expect(await lab.readFile('host', 'one')).toBeUndefined();
  await expect(lab.restore('b')).rejects.toThrow('there is no mark "b"; there are: "a"');
});

test('behind an interrupted command there is no way back, before it there is', async () => {
  const lab = new Lab();
  lab.mark('before');
  const run = lab.sh('host# ping 192.168.70.1');
  await expect(lab.restore('before')).rejects.toThrow('the machines cannot go back to "before" while a command runs');
  lab.interrupt();
  await run;
  lab.mark('behind');
  await expect(lab.restore('behind')).rejects.toThrow(
    'the machines cannot go back to "behind": a command before it was interrupted, and nobody knows at which moment',
  );
  await lab.restore('before');
  expect(lab.now).toBe(0);
  lab.mark('behind');
  await lab.restore('behind');
});

test('a recorder of packets goes on with the machines of the mark', async () => {
  const lab = new Lab();
  const recorder = new PcapRecorder(lab);
  recorder.start();
  lab.mark('a');
  await lab.sh('client# ping -c 1 192.168.70.6');
  await lab.settle();
  const once = recorder.frames;
  await lab.restore('a');
  expect(recorder.frames).toBe(once);
  await lab.sh('client# ping -c 1 192.168.70.6');
  await lab.settle();
  expect(recorder.frames).toBe(2 * once);
  recorder.stop();
  await lab.restore('a');
  await lab.sh('client# ping -c 1 192.168.70.6');
  expect(recorder.frames).toBe(2 * once);
});
