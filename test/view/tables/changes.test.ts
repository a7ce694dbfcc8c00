import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, it } from 'vitest';
import { type HostSnapshot, snapshot } from '../../../lib/lab';
import { changes } from '../../../lib/view/tables/changes';
import { type Article, runArticle } from '../articleAccesses';
import { hostile } from '../fixtures';
import { groundsBehind } from '../textBoxes';

let article: Article;
beforeAll(async () => {
  article = await runArticle();
});

const host = (command: string): HostSnapshot => article.hosts.get(command)!;
/** Which of red and green a colour has most of. */
function hue(colour: string | null): string {
  const [red = 0, green = 0] = colour?.startsWith('#')
    ? (colour.slice(1).match(/../g) ?? []).map((channel) => Number.parseInt(channel, 16))
    : (colour?.match(/[\d.]+/g) ?? []).map(Number);
  return green > red ? 'green' : red > green ? 'red' : 'neither';
}

const empty: HostSnapshot = { rules: [], interfaces: [], routes: [], processes: [], sockets: [] };

describe('a snapshot of the host', () => {
  it('neither lets time pass nor touches tables and counters', async () => {
    const { lab } = article;
    const [now, counters] = [lab.clock.now, lab.counters()];
    expect(await snapshot(lab)).toEqual(await snapshot(lab));
    expect(lab.clock.now).toBe(now);
    expect(lab.counters()).toEqual(counters);
  });

  it('is the same before and after a command that only looks', async () => {
    const { lab } = article;
    const before = await snapshot(lab);
    await lab.sh('host# ps -ef; iptables -t raw -nvL; ip a; netstat -ltnp');
    expect(await snapshot(lab)).toEqual(before);
  });
});

describe('what changed between two snapshots', () => {
  it('is what a published port brings: rules, a cable, processes, sockets', () => {
    const { groups, added, removed } = changes(host('docker rm -f box'), host('docker run --name ng1'), {
      title: 'ng1',
    });
    const lines = (group: string) =>
      groups
        .find((one) => one.group === group)!
        .lines.map(({ change, line }) => `${change === 'added' ? '+' : '-'}${line}`);
    expect(lines('rules')).toEqual([
      '+-t nat -A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE',
      '+-t nat -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8001 -j DNAT --to-destination 172.17.0.2:80',
      '+-t filter -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT',
    ]);
    expect(lines('sockets')).toEqual(['+tcp 0.0.0.0:8001 docker-proxy', '+tcp6 :::8001 docker-proxy']);
    expect(lines('interfaces').filter((line) => line.includes('veth'))).toEqual([
      expect.stringMatching(/^\+7: veth\w+@if6 UP master docker0/),
    ]);
    expect([added, removed]).toEqual([
      groups.flatMap((one) => one.lines).filter(({ change }) => change === 'added').length,
      2,
    ]);
  });

  it('has the numbers of rules in their chains, where they are or were', () => {
    const before = {
      ...empty,
      rules: ['-t filter -P FORWARD ACCEPT', '-t filter -A S2 -o docker0 -j DROP', '-t filter -A S2 -j RETURN'],
    };
    const after = {
      ...empty,
      rules: ['-t filter -P FORWARD DROP', '-t filter -A S2 -j RETURN', '-t filter -A S2 -j LOG'],
    };
    const [rules] = changes(before, after, { title: '' }).groups;
    expect(
      rules!.lines.map(({ change, number, line }) => [change, number, line.split(' ').slice(2).join(' ')]),
    ).toEqual([
      ['removed', undefined, '-P FORWARD ACCEPT'],
      ['removed', 1, '-A S2 -o docker0 -j DROP'],
      ['added', undefined, '-P FORWARD DROP'],
      ['added', 2, '-A S2 -j LOG'],
    ]);
    expect(rules!.unchanged).toBe(1);
  });

  it('is a table whose signs remain where styles are stripped', () => {
    const view = changes(host(''), host('systemctl start docker'), { title: 'The engine' });
    const { document } = new JSDOM(view.toHtml().replace(/ style="[^"]*"/g, '')).window;
    const signs = [...document.querySelectorAll('tr')].map((row) => row.cells[0]!.textContent);
    expect(signs.filter((sign) => sign === '+')).toHaveLength(view.added);
    expect(signs.filter((sign) => sign === '−')).toHaveLength(view.removed);
    expect(view.toText()).toContain('routes: 1 added, 2 as before\n+ 172.17.0.0/16 dev docker0');
  });

  it('is green where a line came and red where one went, on pages and in pictures', () => {
    const view = changes({ ...empty, routes: ['old'] }, { ...empty, routes: ['new'] }, { title: 'One route' });
    const { document } = new JSDOM(view.toHtml()).window;
    const hues = (line: string) =>
      [...document.querySelectorAll('tr')]
        .filter(({ textContent }) => textContent?.endsWith(line))
        .map(({ style }) => hue(style.background));
    expect([hues('new'), hues('old')]).toEqual([['green'], ['red']]);
    for (const sign of ['+', 'new']) expect(groundsBehind(view.toSvg(), sign).map(hue)).toEqual(['green']);
    for (const sign of ['−', 'old']) expect(groundsBehind(view.toSvg(), sign).map(hue)).toEqual(['red']);
  });

  it('folds what comes after thirty lines, and says how many those are', () => {
    const routes = Array.from({ length: 37 }, (_, index) => `route ${index}`);
    const parse = (count: number) =>
      new JSDOM(
        changes(empty, { ...empty, routes: routes.slice(0, count) }, { title: '', groups: ['routes'] }).toHtml(),
      ).window.document;
    const document = parse(37);
    expect(document.querySelector('summary')?.textContent).toBe('7 more lines');
    expect([...document.querySelectorAll('details code')].map(({ textContent }) => textContent)).toEqual(
      routes.slice(30),
    );
    expect(document.querySelectorAll('code')).toHaveLength(37);
    expect(parse(30).querySelector('details')).toBeNull();
  });

  it('says so if nothing changed', () => {
    const same = host('');
    expect(changes(same, same, { title: 'Nothing', groups: ['routes', 'sockets'] }).toText()).toBe(
      'Nothing\n\nroutes: no change, 2 as before\n\nsockets: none',
    );
  });

  it('has text from outside as text, and one record a line as CSV', () => {
    const view = changes(empty, { ...empty, processes: [hostile] }, { title: hostile });
    expect(view.toHtml()).not.toMatch(/<script|]]>/);
    expect(new JSDOM(view.toHtml()).window.document.querySelector('code')!.textContent).toBe(hostile);
    expect(view.toCsv()).toBe(`group,change,number,line\r\nprocesses,added,,"${hostile.replaceAll('"', '""')}"\r\n`);
  });
});
