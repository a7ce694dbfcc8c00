/** What the docker command says of the engine's refusals. docker/cli: cmd/docker; moby: client/errors.go. */
import { DockerError } from '../dockerError';
import type { EngineRelease } from '../release';

/** `Error response from daemon: …`, but for errors of the client itself. */
export function sayDaemon(error: DockerError): string {
  return error.code === 'unreachable' || error.code === 'not-modelled' || isOwn(error)
    ? error.message
    : `Error response from daemon: ${error.message}`;
}

/** What is said of a name that dockerd does not know; `what` in words of the client's own. moby: wrapResponseError, client/errors.go, until 20.10. */
export function sayMissing({ changes }: EngineRelease, what: string, answer = what): string {
  return changes.has('answersNotFound') ? `Error response from daemon: ${answer}` : `Error: ${what}`;
}

/** What the client finds out by itself: it reads ports, addresses and files. */
const OWN = [
  /^Invalid (containerPort|hostPort|ranges|proto|ip address)/,
  /^(No port specified|invalid restart policy format|maximum retry count must be|Conflicting options|no matching subnet|invalid CIDR|every ip-range)/,
  /^(links are only supported|open |invalid (range|port) format for --expose)/,
  / is not a valid mac address$/,
];

function isOwn({ message }: DockerError): boolean {
  return OWN.some((pattern) => pattern.test(message));
}

/** Says an answer of the daemon; throws what is none. */
export function say(error: Error): string {
  if (error instanceof DockerError) return sayDaemon(error);
  throw error;
}
