/** The script of `chainwalk collect`: it reads only, runs in small shells, and hides what it is to hide. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { collectScript, readHost } from '../../lib/host';

const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
/** A network of its own, so that nothing depends on whose computer this is. */
const mayIsolate =
  process.getuid?.() === 0 && has('unshare') && has('ip') && spawnSync('unshare', ['-n', 'true']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'chainwalk-collect-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NETWORK = [
  'ip link set lo up',
  'ip link add docker0 type bridge',
  'ip address add 172.17.0.1/16 dev docker0',
  'ip link set docker0 up',
  'ip link add eth0 type veth peer name other',
  'ip link set eth0 address 00:16:3e:11:22:33',
  'ip address add 203.0.113.7/24 dev eth0',
  'ip link set eth0 up',
  'ip link set other up',
  'ip route add default via 203.0.113.1',
  'ip -6 address add 2a01:4f8::7/64 dev eth0 nodad',
  'ip -6 address add 2a01:4f8:1:2:3:4:5:6/64 dev eth0 nodad',
  ...(has('iptables-legacy')
    ? [
        'iptables-legacy -A INPUT -s 203.0.113.99 -p tcp --dport 22 -m comment --comment secret -j ACCEPT',
        'iptables-legacy -A INPUT -m time --timestart 20:00:00 --timestop 23:30:00 -j ACCEPT',
      ]
    : []),
].join('; ');

function collect(command: string, redact = false, path = process.env.PATH): string {
  const script = join(folder, redact ? 'redact.sh' : 'collect.sh');
  writeFileSync(script, collectScript({ redact }));
  const { stdout } = spawnSync('unshare', ['-n', 'sh', '-c', `${NETWORK}; exec ${command} ${script}`], {
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
    maxBuffer: 1 << 26,
  });
  return stdout;
}

describe.skipIf(!mayIsolate)('on this computer', () => {
  test.each(['sh', 'bash', 'busybox sh'].filter((shell) => has(shell.split(' ')[0] ?? '')))(
    '%s runs it, and all is understood',
    (shell) => {
      const { interfaces, routes, settings, listenersShown, unread, printedAt } = readHost([
        { name: 'host', text: collect(shell) },
      ]);
      expect(unread).toEqual([]);
      expect(interfaces.map(({ name }) => name).sort()).toEqual(['docker0', 'eth0', 'lo', 'other']);
      expect(routes.find(({ destination }) => destination === 'default')?.gateway).toBe('203.0.113.1');
      expect(settings.some(({ name }) => name === 'net.ipv4.ip_forward')).toBe(true);
      expect(listenersShown).toBe(true);
      expect(Math.abs((printedAt ?? 0) - Date.now())).toBeLessThan(600_000);
    },
  );

  test.skipIf(!has('strace'))('it writes no file and no setting, and loads no module', { timeout: 120_000 }, () => {
    const trace = join(folder, 'trace');
    collect(`strace -f -qq -o ${trace} sh`);
    const calls = readFileSync(trace, 'utf8').split('\n');
    expect(calls.length).toBeGreaterThan(1000);
    const opened = calls.filter(
      (call) => /\bopen(?:at)?\(/.test(call) && /O_WRONLY|O_RDWR|O_CREAT|O_APPEND|O_TRUNC/.test(call),
    );
    expect(opened.filter((call) => !call.includes('"/dev/null"'))).toEqual([]);
    const changes =
      /\b(?:init_module|finit_module|delete_module|creat|unlink|unlinkat|rename|renameat2?|mkdir|mkdirat|rmdir|mknod|mknodat|link|linkat|symlink|symlinkat|truncate|ftruncate|chmod|fchmodat|chown|fchownat|mount|umount2|sethostname|clock_settime|settimeofday)\(/;
    expect(calls.filter((call) => changes.test(call))).toEqual([]);
    // What is asked of the kernel by netlink begins with a get, and iptables replaces no table.
    const asked = calls
      .filter((call) => /\bsend(?:to|msg)\(/.test(call))
      // iproute2 asks in this way whether the kernel knows the message: there is no device 0 (iplink_have_newlink).
      .filter((call) => !/RTM_NEWLINK.*error=-ENODEV|RTM_NEWLINK.*ifi_index=0, ifi_flags=0/.test(call))
      .flatMap((call) => /nlmsg_type=([^,]*)/.exec(call)?.[1] ?? []);
    expect(asked.length).toBeGreaterThan(0);
    expect(
      asked.filter(
        (type) => !/RTM_GET|_GET|IPSET_CMD_(?:PROTOCOL|SAVE|LIST|HEADER|TYPE)|^0x|^NLMSG|NFT_MSG_GET/.test(type),
      ),
    ).toEqual([]);
    expect(calls.filter((call) => /setsockopt\(.*(?:SOL_IP|SOL_IPV6), 0x40/.test(call))).toEqual([]);
  });

  test('redacted, each public address, hardware address and comment is always the same other one', {
    timeout: 60_000,
  }, () => {
    const text = collect('sh', true);
    expect(text).not.toMatch(/203\.0\.113\.|00:16:3e:11:22:33|2a01:4f8|secret/);
    const facts = readHost([{ name: 'host', text }]);
    expect(facts.unread).toEqual([]);
    const eth0 = facts.interfaces.find(({ name }) => name === 'eth0');
    const net = eth0?.addresses[0]?.address.replace(/\.7$/, '');
    expect(net).toMatch(/^198\.1[89]\.\d+$/);
    expect(facts.routes.find(({ destination }) => destination === 'default')?.gateway).toBe(`${net}.1`);
    if (has('iptables-legacy'))
      expect(facts.tables.flatMap(({ rules }) => rules.map((rule) => rule.text))).toContain(
        `-s ${net}.99/32 -p tcp -m tcp --dport 22 -m comment --comment "comment 1" -j ACCEPT`,
      );
  });

  test.each(['00:00:00', '02:03:04', '19:59:59', '20:00:00', '23:59:59'])(
    'redacted, the time of day %s stays',
    (time) => {
      const clock = join(folder, 'date');
      writeFileSync(clock, `#!/bin/sh\necho 2026-11-30T${time}Z\n`, { mode: 0o755 });
      const text = collect('sh', true, `${folder}:${process.env.PATH}`);
      rmSync(clock);
      expect(readHost([{ name: 'host', text }])).toMatchObject({
        unread: [],
        printedAt: Date.parse(`2026-11-30T${time}Z`),
      });
      if (has('iptables-legacy')) expect(text).toContain('--timestart 20:00:00 --timestop 23:30:00');
    },
  );
});
