/** What the notebooks' exercises say to wrong numbers and names: where to look, and not what is right. */
import type { Pointers } from './compareAnswer';

const POINTERS: Readonly<Record<PointerName, Pointers>> = {
  '00/1': {
    1: 'One command makes one connection, and there are two commands.',
    12: 'That is how many packets of one page pass through the host; nat is asked once for each connection.',
    24: 'That is what FORWARD counts; nat is asked once for each connection.',
    otherwise: 'Count connections: nat is asked about the first packet of each, and about no other.',
  },
  '00/2': {
    prerouting: 'Each packet that comes in passes PREROUTING, before anything is decided.',
    forward: 'The packets are forwarded: FORWARD is in the middle of the map.',
    postrouting: 'Each packet that leaves passes POSTROUTING.',
    otherwise: 'Hooks have names in capitals: take one of the boxes of the map that are grey.',
  },
  '01/1': {
    84: 'That is one ping; three are sent.',
    168: 'That is the data alone; the headers of ICMP and IP are counted too.',
    192: 'The header of ICMP is in it; the header of IP, 20 bytes, is counted too.',
    504: 'That has the replies in it, and they do not come in: the host sends them, by OUTPUT.',
    otherwise: 'Take the bytes of the one ping above, and count requests only: replies leave by OUTPUT.',
  },
  '01/2': {
    '1, 0': 'A SYN that nobody answers is sent again, several times in ten seconds.',
    '4, 4': 'The rule has a verdict: what it drops goes no further in the chain.',
    '0, 4': 'The rule comes before the policy, and it matches.',
    '5, 0': 'The fifth SYN would come after 15 seconds, and curl has given up then.',
    '10, 0': 'The SYN is not sent every second: the time in between doubles.',
    otherwise: 'Write down at which seconds a SYN is sent, and ask for each whether it gets past the rule.',
  },
  '02/1': {
    prerouting: 'That chain is none of filter’s.',
    forward: 'FORWARD has rules: the listing of filter shows them.',
    'docker-user': 'DOCKER-USER has a rule, RETURN.',
    'docker-isolation-stage-1': 'It has rules; look for a chain below which the listing shows nothing.',
    'docker-isolation-stage-2': 'The ping does not get there, and it has a rule.',
    otherwise: 'It is a chain of filter, below which the listing shows no rule, and to which a rule of FORWARD leads.',
  },
  '02/2': {
    2000: 'That is the data alone; two headers come before it.',
    2016: 'The headers of ICMP are in it; those of IP are not.',
    1028: 'That is one of the two pings.',
    4112: 'There are no replies: the policy drops the requests.',
    otherwise: 'A packet’s bytes are its data, 8 of the ICMP header, and 20 of the IP header.',
  },
  '03/1': {
    '3, 2': 'That is what one port brings; here are two ports.',
    '6, 2': 'A docker-proxy listens on one port only.',
    '3, 4': 'Each port has rules of its own.',
    '4, 4': 'For each port there are three rules: DNAT, ACCEPT, and the one for the hairpin.',
    otherwise:
      'Take what box brought along, and ask of each thing whether it is there for the container or for the port.',
  },
  '03/2': {
    'eth0@if5': 'That is the number of the cable of box, the first container.',
    'eth0@if6': 'That is its own number; behind the @ stands the number of the other end.',
    'eth0@if8': 'The end in the container is made first, and takes the number before that of the other end.',
    otherwise: 'Write down which numbers are taken: box has 4, and its other end 5. The answer looks like eth0@if5.',
  },
  '04/1': {
    3: 'So many requests are made; look at how many connections they take.',
    12: 'That is what FORWARD counts for one page; nat is asked once for each connection.',
    36: 'FORWARD would count so many if there were three connections; nat is asked once for each.',
    otherwise: 'nat is asked about the first packet of a connection, and about no other.',
  },
  '04/2': {
    prerouting: 'PREROUTING counts all that comes in, also what is for the host itself.',
    input: 'INPUT counts what is for the host itself.',
    output: 'OUTPUT counts what the host itself sends.',
    postrouting: 'POSTROUTING also counts what the host itself sends.',
    otherwise: 'It is one of the five chains of mangle, named as its hook.',
  },
  '05/1': {
    1: 'RETURN is not the only thing that keeps packets from docker0 away from DNAT: read its other columns.',
    12: 'nat is asked once for each connection, and DNAT itself says from where it takes packets.',
    otherwise: 'nat is asked once for each connection; then read from where the DNAT rule takes packets.',
  },
  '05/2': {
    '127.0.0.1, 192.168.70.6': 'docker-proxy makes a connection of its own, and it does not begin at 127.0.0.1.',
    '192.168.70.6, 172.17.0.1': 'These are the two, but in the other order: 127.0.0.1 is asked first.',
    '172.17.0.1, 172.17.0.1':
      'Only one of the requests is relayed; the other is translated, and DNAT leaves the source alone.',
    '192.168.70.6, 192.168.70.6':
      'A relayed request comes from the address at which docker-proxy’s own connection leaves.',
    otherwise: 'Ask for each request who makes the connection that reaches nginx, and by which interface it leaves.',
  },
  '06/1': {
    7: 'That is how many are sent in two minutes; here curl gives up after ten seconds.',
    3: 'The first SYN, at 0 seconds, counts as well.',
    5: 'The fifth SYN would come after 15 seconds.',
    10: 'The SYN is not sent every second: the time in between doubles.',
    otherwise: 'Write down at which seconds a SYN is sent, and stop at ten.',
  },
  '07/1': {
    dnat: 'Nobody asks for a published address here, so that nothing has to be translated.',
    'docker-proxy': 'The request is not for an address of the host, so that no process there takes it.',
    refused: 'nginx listens at that address.',
    dropped: 'Look at the rule in filter DOCKER: which packets does it accept, and from where?',
    otherwise: 'The answer is one of the five words in quotes.',
  },
  '08/1': {
    '2, 2': 'List DOCKER-USER on the upgraded host: what stands before the new rule?',
    '0, 0': 'On a new host with 29 nothing stands in DOCKER-USER but the new rule.',
    '0, 2': 'Which of the two hosts has the RETURN that 20.10 wrote?',
    '1, 0': 'A SYN that is dropped is sent again after a second.',
    otherwise: 'Think of each host by itself: does a packet of the client reach the new rule, and how often?',
  },
};

/** An exercise whose answer is a number, a name or a list: notebook and number, as `04/1`. */
export type PointerName =
  | '00/1'
  | '00/2'
  | '01/1'
  | '01/2'
  | '02/1'
  | '02/2'
  | '03/1'
  | '03/2'
  | '04/1'
  | '04/2'
  | '05/1'
  | '05/2'
  | '06/1'
  | '07/1'
  | '08/1';

/**
 * The pointers of exercises whose answer is a number, a name or a list, by notebook and exercise.
 *
 * @example
 * ```ts
 * import { compareAnswer, pointers } from 'chainwalk';
 *
 * compareAnswer(3, 1, pointers['04/1']); // → 'So many requests are made; look at how many connections they take.'
 * ```
 */
export const pointers: Readonly<Record<PointerName, Pointers>> = POINTERS;
