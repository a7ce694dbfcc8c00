/** What the playground is made of, without a browser: the line editor, what comes from a link, what is played when. */
import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { LineEditor } from '../../lib/browser/playground/lineEditor';
import { ARTICLE_KIND, kindWords } from '../../lib/browser/playground/machineKind';
import { OutputGate } from '../../lib/browser/playground/outputGate';
import { Player } from '../../lib/browser/playground/player';
import { plainText, safeText } from '../../lib/browser/playground/safeText';
import { placeAfter } from '../../lib/browser/playground/screenPlace';
import { decodeLink, encodeLink } from '../../lib/browser/playground/sessionLink';
import { onOneLine, readSession, sessionText } from '../../lib/browser/playground/sessionText';
import { Lab } from '../../lib/lab/lab';

const ESC = '\x1b';

/** An editor at the prompt `$ `, the lines that it handed over, and what was written. */
function editor(candidates: readonly string[] = []) {
  const submitted: string[] = [];
  let written = '';
  let interrupts = 0;
  const made = new LineEditor(
    {
      columns: 20,
      write: (text) => {
        written += text;
      },
    },
    {
      submit: async (line) => {
        submitted.push(line);
        made.history.add(line);
        made.ask({ plain: '$ ', coloured: '$ ' });
      },
      complete: async (line) => {
        const word = /\S*$/.exec(line)?.[0] ?? '';
        return { candidates: candidates.filter((one) => one.startsWith(word)), word };
      },
      interrupt: () => {
        interrupts += 1;
      },
      end: async () => void submitted.push('END'),
    },
  );
  made.ask({ plain: '$ ', coloured: '$ ' });
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return {
    editor: made,
    submitted,
    press: async (keys: string) => {
      made.press(keys);
      await settled();
    },
    written: () => written,
    interrupts: () => interrupts,
  };
}

describe('the line editor', () => {
  test.each([
    ['abc\r', 'abc'],
    ['abd\x7fc\r', 'abc'],
    [`ac${ESC}[Db\r`, 'abc'],
    [`bc\x01a\x05d\r`, 'abcd'],
    [`a b c\x17\x17d\r`, 'a d'],
    [`abc\x15x\x19\r`, 'xabc'],
    [`one two${ESC}b\x0bX\r`, 'one X'],
    [`one two${ESC}b${ESC}b${ESC}fX\r`, 'oneX two'],
    [`abc\x01${ESC}[3~\r`, 'bc'],
    [`a${ESC}[?1;2c${ESC}[99~b\r`, 'ab'],
    [`${ESC}P1$r0m${ESC}\\x\r`, 'x'],
    ['漢字\x7f\r', '漢'],
    ['😀x\x02\x7f\r', 'x'],
    [`${ESC}[200~a\tb${ESC}[201~\r`, 'a  b'],
  ])('%j gives %j', async (keys, line) => {
    const { press, submitted } = editor();
    await press(keys);
    expect(submitted).toEqual([line]);
  });

  test('brings lines back, and the one that was being typed', async () => {
    const { press, editor: line } = editor();
    await press('one\rtwo\rthr');
    await press(`${ESC}[A`);
    expect(line.text).toBe('two');
    await press(`${ESC}[A${ESC}[A`);
    expect(line.text).toBe('one');
    await press(`${ESC}[B${ESC}[B`);
    expect(line.text).toBe('thr');
  });

  test('searches backwards, further with each Ctrl-R, and gives up', async () => {
    const { press, submitted, editor: line } = editor();
    await press('docker ps\rip a\rdocker rm x\r');
    await press('\x12docker\x12\r');
    expect(submitted.at(-1)).toBe('docker ps');
    await press('\x12rm\x03');
    expect(line.text).toBe('');
  });

  test('completes what all candidates have in common, and lists them', async () => {
    const { press, written, editor: line } = editor(['docker0 ', 'docker1 ', 'ens33 ']);
    await press('ip e\t');
    expect(line.text).toBe('ip ens33 ');
    await press('\x15d\t');
    expect(line.text).toBe('docker');
    await press('\t');
    expect(written()).toContain('docker0  docker1');
  });

  test('Ctrl-C drops a line, Ctrl-D on an empty one ends', async () => {
    const { press, submitted } = editor();
    await press('abc\x03');
    await press('\x04');
    expect(submitted).toEqual(['', 'END']);
  });

  test('keys wait while lines are typed by the page; Ctrl-C forgets them', async () => {
    const { press, submitted, interrupts, editor: line } = editor();
    line.hold();
    await press('abc\r');
    expect(submitted).toEqual([]);
    line.release();
    await press('');
    expect(submitted).toEqual(['abc']);
    line.hold();
    await press('x\r');
    await press('\x03');
    line.release();
    await press('');
    expect([submitted.length, interrupts()]).toEqual([1, 1]);
  });
});

test.each([
  ['', { row: 0, column: 0 }],
  ['12345678', { row: 0, column: 8 }],
  ['1234567890', { row: 1, column: 0 }],
  ['123456789漢', { row: 1, column: 2 }],
  ['ab\ncd', { row: 1, column: 2 }],
  ['e\u0301', { row: 0, column: 1 }],
])('on a screen of ten columns %j ends at %o', (text, place) => {
  expect(placeAfter(text, 10)).toEqual(place);
});

test('a terminal is shown text and colours alone', () => {
  expect(safeText(`a${ESC}[2J${ESC}[31mb${ESC}[0m${ESC}]0;t\x07c${ESC}[6n\x9b6n\x07\td\n`)).toBe(
    `a${ESC}[31mb${ESC}[0mc6n\td\n`,
  );
  expect(plainText(`${ESC}[1;32mhost#${ESC}[0m ls`)).toBe('host# ls');
});

describe('sessions', () => {
  test('other machines are a comment in the words of chainwalk run', () => {
    const lines = [{ place: 'host', command: 'docker ps' }];
    expect(sessionText({ lines, kind: ARTICLE_KIND })).toBe('host# docker ps\n');
    const text = '# chainwalk run --engine 29 --firewall-backend nftables --iptables nft\nhost# docker ps\n';
    const { kind } = readSession(text, 'x');
    expect(kind).toEqual({ engine: '29', firewallBackend: 'nftables', iptables: 'nft' });
    expect(sessionText({ lines, kind })).toBe(text);
    expect(kindWords(kind)).toBe('Docker 29 with nftables, iptables-nft');
    expect(readSession('# a comment\nhost# docker ps\n', 'x').kind).toEqual(ARTICLE_KIND);
  });

  const lines = [
    { place: 'host', command: 'docker ps' },
    { place: 'client', command: 'echo \'it is\' "me" # 漢' },
  ];

  test('come back from a link as they were', () => {
    for (const kind of [ARTICLE_KIND, { engine: '29', firewallBackend: 'nftables', iptables: 'nft' }] as const) {
      expect(encodeLink({ lines, kind })).toMatch(/^[\w-]+$/);
      expect(decodeLink(encodeLink({ lines, kind }))).toEqual({ lines, kind });
    }
  });

  test('a command of several lines becomes one that does the same', async () => {
    const command = "cat <<'EOF'\n\ta 'b' \\\\ c\nEOF";
    const [before, after] = await Promise.all([command, onOneLine(command)].map((one) => new Lab().run('host', one)));
    expect(
      readSession(sessionText({ lines: [{ place: 'host', command }], kind: ARTICLE_KIND }), 'x').lines,
    ).toHaveLength(1);
    expect(after?.stdout.trim()).toBe(before?.stdout.trim());
  });

  test.each([
    ['nothing', '', 'damaged'],
    ['no base64', '***', 'damaged'],
    ['no compressed data', 'AAAA', 'damaged'],
    [
      'an end that is missing',
      encodeLink({ lines: [{ place: 'host', command: 'docker ps -a --no-trunc' }], kind: ARTICLE_KIND }).slice(0, 12),
      'damaged',
    ],
    ['too long', 'A'.repeat(12_001), 'too long'],
    ['little that becomes much', link('host# x\n'.repeat(1_000_000)), 'too long'],
    ['much', link('host# x\n'.repeat(20_000)), 'more than the 2,000 lines'],
    ['control characters', link('host# echo \x1b[2J\n'), 'control characters'],
    ['no session', link('<script>alert(1)</script>\n'), 'expected PLACE# COMMAND'],
    ['comments alone', link('# nothing\n'), 'has no command'],
    ['bytes that are no UTF-8', link(Uint8Array.of(0xff, 0xfe)), 'damaged'],
  ])('a link with %s is one sentence', (_, code, word) => {
    expect(() => decodeLink(code)).toThrow(word);
    expect(() => decodeLink(code)).toThrow(/^[A-Z][^\n]*\.$/);
  });

  test('what is too long for a link is a sentence', () => {
    const long = Array.from({ length: 1500 }, (_, index) => ({ place: 'host', command: `echo ${Math.sin(index)}` }));
    expect(() => encodeLink({ lines: long, kind: ARTICLE_KIND })).toThrow('too long for a link');
  });

  function link(text: string | Uint8Array): string {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    return Buffer.from(deflateSync(bytes, { level: 9 })).toString('base64url');
  }
});

describe('much output', () => {
  test('little is shown as it is', () => {
    let shown = '';
    const gate = new OutputGate((text) => {
      shown += text;
    });
    gate.take('one\n');
    expect(shown + gate.rest('one\ntwo\n')).toBe('one\ntwo\n');
  });

  test('of much the beginning and the end are shown, and how much is between', () => {
    let shown = '';
    const gate = new OutputGate((text) => {
      shown += text;
    });
    const all = Array.from({ length: 200_000 }, (_, index) => `${index}\n`).join('');
    for (let at = 0; at < 900_000; at += 90_000) gate.take(all.slice(at, at + 90_000));
    shown += gate.rest(all);
    expect(shown.startsWith('0\n1\n')).toBe(true);
    expect(shown.endsWith('\n199998\n199999\n')).toBe(true);
    expect(shown.length).toBeLessThan(430_000);
    expect(shown).toMatch(/chainwalk: [\d,]+ characters are left out here/);
  });
});

describe('moves', () => {
  test('are played one after another, all within some seconds', () => {
    const player = new Player();
    player.load(400);
    player.play();
    const begun = new Set<number>();
    let time = 0;
    for (; player.isPlaying; time += 20) for (const { index } of player.tick(20)) begun.add(index);
    expect(begun.size).toBe(400);
    expect(time).toBeLessThan(10_000);
  });

  test('are stepped through, forwards and back, and not beyond their ends', () => {
    const player = new Player();
    player.load(3);
    player.step(1);
    expect([player.index, player.tick(1000)]).toEqual([1, [{ index: 1, share: 0.5 }]]);
    player.step(1);
    player.step(1);
    expect(player.index).toBe(2);
    for (let step = 0; step < 5; step += 1) player.step(-1);
    expect(player.index).toBe(0);
  });

  test('play faster and slower', () => {
    const player = new Player();
    const duration = (speed: number) => {
      player.load(10);
      player.speed = speed;
      player.play();
      let time = 0;
      for (; player.isPlaying; time += 5) player.tick(5);
      return time;
    };
    expect(duration(1) / duration(2)).toBeCloseTo(2, 1);
  });

  test('there may be none', () => {
    const player = new Player();
    player.load(0);
    player.play();
    player.step(1);
    expect([player.isPlaying, player.tick(10)]).toEqual([false, []]);
  });
});
