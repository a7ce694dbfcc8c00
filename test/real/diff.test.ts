/** The article's session in both worlds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareSession, comparisonText, isEqual } from '../../lib/compare';
import { parseSession } from '../../lib/lab';
import { describeKernel } from './available';

const ARTICLE = join(__dirname, '../../data/article/article.session');

/** The same commands, but nobody waits two minutes for a connection: its SYNs are given up after four seconds. */
function hurried(text: string): string {
  return (
    text
      .replace(/^(ng2# curl) (.*)$/gm, '$1 --max-time 4 $2')
      // The other side's SYN-ACKs go on after that, the last of them 31 seconds after the first.
      .replace('sleep 70', 'sleep 30')
  );
}

describeKernel('the article’s session', () => {
  test('is the same on simulated and on real machines', { timeout: 600_000 }, async () => {
    const commands = parseSession(hurried(readFileSync(ARTICLE, 'utf8')), 'article.session');
    const compared = await compareSession(commands, { runs: 2, pause: 0.5, seed: 1 });
    expect(isEqual(compared), comparisonText(compared)).toBe(true);
    expect(compared.reduce((sum, { equal }) => sum + equal, 0)).toBeGreaterThan(400);
  });
});

/** A session that changes the table in which paths used to be traced, lets containers live for moments, and reads the kernel's log. */
const OWN_RULES = `
host# iptables -t raw -I PREROUTING -p icmp -j LOG --log-prefix "in: "
host# iptables -I INPUT -p icmp -j ACCEPT
client# ping -c 1 192.168.70.6
host# dmesg | grep "in: "
host# iptables -t raw -F
client# ping -c 1 192.168.70.6
host# dmesg -c > /dev/null; dmesg
host# systemctl start docker
host# for i in 1 2 3; do docker run --rm busybox true; done
host# docker run -d --restart always --name loop busybox true
host# docker inspect -f '{{.State.Pid}} {{.Created}}' $(docker run -d busybox sleep 100)
host# docker rm -f loop
`;

describeKernel('a session’s own raw rules, the kernel’s log, and containers of a moment', () => {
  test('are no difference', { timeout: 600_000 }, async () => {
    const compared = await compareSession(parseSession(OWN_RULES, 'own.session'), { runs: 1, pause: 0.5, seed: 1 });
    expect(isEqual(compared), comparisonText(compared)).toBe(true);
    expect(compared.map(({ equal }) => equal).every((equal) => equal > 0)).toBe(true);
  });
});
