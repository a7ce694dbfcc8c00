/** What an audit finds on a quiet host with a change, in a few words. */
import { type CheckId, type Finding, loadHost } from '../../../lib/host';
import { changedHost, type HostChange, insertRules, replaceText } from './quietHost';

/** All findings of a quiet host with a change. */
export function audit(change: HostChange = {}): readonly Finding[] {
  return loadHost(changedHost(change)).audit().findings;
}

/** Those of one kind. */
export function found(id: CheckId, change: HostChange): readonly Finding[] {
  return audit(change).filter((finding) => finding.id === id);
}

/** What is found of a kind, in a few words: `error: sentence $ remedy => what was tried`. */
export function told(id: CheckId, change: HostChange): readonly string[] {
  return found(id, change).map(
    ({ severity, sentence, remedy }) =>
      `${severity}: ${sentence}${remedy === undefined ? '' : ` $ ${remedy.command} => ${remedy.tried}`}`,
  );
}

/** Without the raw DROP that guards the container. */
export const NO_RAW = replaceText('-A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP\n', '');
/** INPUT takes SSH only. */
export const CLOSED = insertRules(
  '-A FORWARD -j DOCKER-USER',
  '-A INPUT -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT\n-A INPUT -i eth0 -j DROP',
);
/** The port is published on 127.0.0.1. */
export const LOOPBACK = replaceText(
  '-p tcp -m tcp --dport 8080 -j DNAT',
  '-d 127.0.0.1/32 -p tcp -m tcp --dport 8080 -j DNAT',
);
