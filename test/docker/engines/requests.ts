/** The requests that the engines were captured with. */
import { bindUdp, connectTcp, type Process, type Program, read, waitFor } from '../../../lib/machine';
import { MILLISECOND } from '../../../lib/network';
import type { IpAddress } from '../../../lib/packet';

const TIMEOUT = 1300 * MILLISECOND;
const ANY = 0;

/** One request; what it comes to is the process's output: `OK c1 saw 172.17.0.1`, or an error's name. */
export function request(protocol: string, address: IpAddress, port: number): Program {
  return function* (process) {
    process.stdout = protocol === 'tcp' ? yield* askTcp(process, address, port) : yield* askUdp(process, address, port);
    return 0;
  };
}

function* askTcp(process: Process, address: IpAddress, port: number) {
  const socket = yield* connectTcp(process, address, port, TIMEOUT);
  if (typeof socket === 'string') return socket === 'ETIMEDOUT' ? 'TIMEOUT' : socket;
  let text = '';
  for (;;) {
    const data = yield* read(process, socket, TIMEOUT);
    if (typeof data === 'string') return data === 'ETIMEDOUT' ? 'TIMEOUT' : data;
    if (data.length === 0) break;
    text += new TextDecoder().decode(data);
  }
  process.close(socket);
  return `OK ${text.trim()}`;
}

function* askUdp(process: Process, address: IpAddress, port: number) {
  const socket = bindUdp(process, ANY, 0);
  if (typeof socket === 'string') return socket;
  const error = socket.connect(address, port) ?? socket.sendTo(address, port, new TextEncoder().encode('hello\n'));
  if (error !== undefined) return error;
  yield* waitFor(process, [socket], () => socket.received.length > 0 || socket.error !== undefined, TIMEOUT);
  const [datagram] = socket.received.splice(0);
  const said =
    datagram === undefined
      ? (socket.takeError() ?? 'TIMEOUT')
      : `OK ${new TextDecoder().decode(datagram.payload).trim()}`;
  process.close(socket);
  return said;
}
