// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells have them, too
/** Shells in other network namespaces: `ip netns exec NAME sh -c`, `nsenter -t PID -n sh -c`. */
import { beforeAll, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

const lab = new Lab();
beforeAll(async () => {
  await lab.run('host', 'systemctl start docker');
  await lab.run('host', 'docker run -d --name box busybox sleep 100000');
  await lab.run('host', 'ip netns add n');
});

test.each([
  [
    "ip netns exec n sh -c 'ip link set lo up; ping -c 1 127.0.0.1 | grep -c received; X=5; echo $X >&2; exit 3'; echo $?",
    '1\n3\n5\n',
  ],
  ["ip netns exec n sh -c 'hostname | tr a-z A-Z > f'; cat f", 'LOCALHOST\n'],
  ["echo 'echo one; hostname' | ip netns exec n sh; ip netns exec n bash", 'one\nlocalhost\n'],
  ["ip netns exec n bash -c 'a=(1 2); echo ${a[1]} $0 $1' x y", '2 x y\n'],
  [
    '(echo a; sleep 1; echo b) | ip netns exec n cat | (read x; s=$(date +%s); read y; echo $(($(date +%s) - s)))',
    '1\n',
  ],
  ["ip netns exec n sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; sysctl -n net.ipv4.ip_forward'", '1\n'],
  [
    "nsenter -t $(docker inspect -f '{{.State.Pid}}' box) -n sh -c 'ip -br a | grep -o 172.17.0.2; iptables -A INPUT -j DROP; iptables -S | grep -c DROP'; iptables -S | grep -c INPUT.*DROP",
    '172.17.0.2\n1\n0\n',
  ],
  ['timeout 1 ip netns exec n sh -c "sleep 5"; echo $?', '124\n'],
  ['ip netns exec n zsh; echo $?', '2\nip: running "zsh" in another namespace is not modelled by chainwalk\n'],
])('%s', async (line, said) => {
  const { stdout, stderr } = await lab.run('host', line);
  expect(stdout + stderr).toBe(said);
});

test.each([
  ['n=3; ((n<=1)); echo $?; ((n>=3)) && echo ge', '1\nge\n'],
  ['fact() { local n=$1; if ((n<=1)); then echo 1; else echo $((n * $(fact $((n-1))))); fi; }; fact 5', '120\n'],
])('arithmetic without spaces: %s', async (line, said) => {
  const { stdout, stderr } = await lab.run('host', line);
  expect(stdout + stderr).toBe(said);
});
