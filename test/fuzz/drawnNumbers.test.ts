/** What is masked because it was drawn, and what is not though it looks the same. */
import { describe, expect, test } from 'vitest';
import { type Tuple, tupleOf } from '../../lib/netfilter';
import { ipv4, PROTOCOL_TCP } from '../../lib/packet';
import { describeConntrackLine, describeIpv4 } from './describe';
import { DrawnNumbers } from './drawnNumbers';
import { type Contents, packetOf } from './packetSpec';

const HEADER = { protocol: 'tcp', flags: 'S', sequence: 100, acknowledgement: 0, length: 0 } as const;

function segment(source: string, sourcePort: number, destination: string, destinationPort: number): Contents {
  return { ...HEADER, source, sourcePort, destination, destinationPort };
}

/** The connection of a client that is masqueraded, and whose source port became `port`. */
function masqueraded(port: number): DrawnNumbers {
  const reply: Tuple = {
    source: ipv4('10.2.0.2'),
    destination: ipv4('10.2.0.1'),
    protocol: PROTOCOL_TCP,
    sourceKey: 22,
    destinationKey: port,
  };
  const drawn = new DrawnNumbers();
  drawn.note(tupleOf(packetOf(segment('10.1.0.2', 4000, '10.2.0.2', 22))), reply);
  return drawn;
}

const described = (contents: Contents, drawn: DrawnNumbers) => describeIpv4(packetOf(contents), drawn);

describe('a number that NAT drew', () => {
  test('is masked in the connection’s packets, though a generated packet could have it', () => {
    expect(described(segment('10.2.0.1', 22, '10.2.0.2', 22), masqueraded(22))).toContain('10.2.0.1:* > 10.2.0.2:22');
    expect(described(segment('10.2.0.2', 22, '10.2.0.1', 22), masqueraded(22))).toContain('10.2.0.2:22 > 10.2.0.1:*');
  });

  test('is masked in what an error quotes', () => {
    const about = segment('10.2.0.1', 22, '10.2.0.2', 22);
    const ends = { source: '10.2.0.2', destination: '10.2.0.1' };
    const error: Contents = { ...ends, protocol: 'icmp', type: 3, code: 3, rest: 0, length: 0, about };
    expect(described(error, masqueraded(22))).toContain('about tcp 10.2.0.1:* > 10.2.0.2:22');
  });

  test('is not masked in packets of other connections', () => {
    expect(described(segment('10.2.0.1', 22, '10.2.0.9', 22), masqueraded(22))).toContain('10.2.0.1:22 > 10.2.0.9:22');
  });

  test('is masked in conntrack’s lines', () => {
    const line =
      'tcp      6 119 SYN_SENT src=10.1.0.2 dst=10.2.0.2 sport=4000 dport=22 [UNREPLIED] src=10.2.0.2 dst=10.2.0.1 sport=22 dport=22 mark=0 use=1';
    expect(describeConntrackLine(line)).toBe(
      'tcp SYN_SENT 10.1.0.2 > 10.2.0.2 4000>22 10.2.0.2 > 10.2.0.1 22>* UNREPLIED',
    );
  });
});

test('a port that a rule gives is not masked', () => {
  expect(described(segment('10.2.0.1', 570, '10.2.0.2', 22), masqueraded(570))).toContain('10.2.0.1:570 > 10.2.0.2:22');
});
