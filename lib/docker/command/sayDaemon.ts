/** What the docker command says of the engine's refusals. docker/cli: cmd/docker; moby: client/errors.go. */
import { DockerError } from '../dockerError';

/** `Error response from daemon: …`, but for errors of the client itself. */
export function sayDaemon(error: DockerError): string {
  return error.code === 'unreachable' || error.code === 'not-modelled' || isOwn(error)
    ? error.message
    : `Error response from daemon: ${error.message}`;
}

/** Ports are read by the client. */
function isOwn({ message }: DockerError): boolean {
  return /^(Invalid (containerPort|hostPort|ranges|proto|ip address)|No port specified|invalid restart policy|maximum retry|Conflicting options|no matching subnet|every ip-range)/.test(
    message,
  );
}

/** Says an answer of the daemon; throws what is none. */
export function say(error: Error): string {
  if (error instanceof DockerError) return sayDaemon(error);
  throw error;
}
