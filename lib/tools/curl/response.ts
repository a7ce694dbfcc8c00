/** Reads a response as it comes, one character a byte: header block, then a body by length, in chunks, or until the end. curl 7.88.1, lib/http.c, http_chunks.c. */
import { endOfHead, type Field, fieldOf, parseHead } from '../common/httpMessage';

/**
 * The response to one request of `method`, fed by `push` and closed by `end`. What is wrong with it is told by `malformed`
 * and `end`; it throws nothing.
 */
export class ResponseReader {
  /** All header blocks so far, interim answers (1xx) included. */
  head = '';
  /** The last header block's lines and fields. */
  status: number | undefined = undefined;
  fields: readonly Field[] = [];
  body = '';
  /** The server has said that the body may come. */
  mayContinue = false;
  /** An error came before the whole body was sent: nothing else can be asked for on this connection. */
  stopsSending = false;
  /** Nothing more is to come. */
  complete = false;
  /** The server's answer cannot be read as HTTP. */
  malformed: string | undefined = undefined;
  /** Bytes that came in at all. */
  received = 0;
  /** Its length, if the server told it. */
  contentLength: number | undefined = undefined;
  #buffer = '';
  #framing: 'none' | 'length' | 'chunked' | 'close' = 'close';

  constructor(readonly method: string) {}

  /** Whether the connection can carry another request. */
  get keepAlive(): boolean {
    const connection = (fieldOf(this.fields, 'connection') ?? '').toLowerCase();
    return (
      this.complete &&
      !this.stopsSending &&
      this.#framing !== 'close' &&
      !connection.includes('close') &&
      (!this.head.startsWith('HTTP/1.0') || connection.includes('keep-alive'))
    );
  }

  /** Takes what came in. */
  push(data: string): void {
    this.received += data.length;
    this.#buffer += data;
    while (this.status === undefined && this.malformed === undefined) if (!this.#readHead()) return;
    if (this.malformed === undefined && !this.complete) this.#readBody();
  }

  /** The server has ended. What is wrong with that, as exit code and message; `undefined` if nothing. */
  end(): { readonly code: number; readonly message: string } | undefined {
    if (this.complete) return undefined;
    if (this.received === 0 || this.status === undefined) {
      return this.received === 0
        ? { code: 52, message: 'Empty reply from server' }
        : { code: 1, message: 'Received HTTP/0.9 when not allowed' };
    }
    if (this.#framing === 'chunked')
      return { code: 18, message: 'transfer closed with outstanding read data remaining' };
    if (this.#framing === 'length')
      return {
        code: 18,
        message: `transfer closed with ${(this.contentLength ?? 0) - this.body.length} bytes remaining to read`,
      };
    this.complete = true;
    return undefined;
  }

  /** A header block, if it is there whole. */
  #readHead(): boolean {
    const start = this.#buffer.slice(0, 5);
    if (!'HTTP/'.startsWith(start)) {
      this.malformed = 'Received HTTP/0.9 when not allowed';
      return false;
    }
    const end = endOfHead(this.#buffer);
    if (end === undefined) return false;
    const text = this.#buffer.slice(0, end);
    this.#buffer = this.#buffer.slice(end);
    const { firstLine, fields } = parseHead(text);
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(firstLine)?.[1];
    if (status === undefined) {
      this.malformed = 'Unsupported HTTP version in response';
      return false;
    }
    this.head += text;
    this.fields = fields;
    if (status.startsWith('1')) {
      this.mayContinue = true;
      return true;
    }
    this.status = Number(status);
    this.#choose();
    return true;
  }

  /** How long the body is (RFC 9112, section 6.3). */
  #choose(): void {
    const length = fieldOf(this.fields, 'content-length');
    if (length !== undefined && /^\d+$/.test(length)) this.contentLength = Number(length);
    if (this.method === 'HEAD' || this.status === 204 || this.status === 304) this.#framing = 'none';
    else if ((fieldOf(this.fields, 'transfer-encoding') ?? '').toLowerCase().includes('chunked'))
      this.#framing = 'chunked';
    else if (this.contentLength !== undefined) this.#framing = 'length';
    if (this.#framing === 'none') this.complete = true;
  }

  #readBody(): void {
    if (this.#framing === 'chunked') return this.#readChunks();
    const room = this.#framing === 'length' ? (this.contentLength ?? 0) - this.body.length : this.#buffer.length;
    this.body += this.#buffer.slice(0, room);
    this.#buffer = this.#buffer.slice(room);
    if (this.#framing === 'length' && this.body.length === this.contentLength) this.complete = true;
  }

  #readChunks(): void {
    for (;;) {
      const size = /^([0-9a-f]+)[^\n]*\r?\n/i.exec(this.#buffer);
      if (size === null) return;
      const length = Number.parseInt(size[1] as string, 16);
      const rest = this.#buffer.slice(size[0].length);
      if (length === 0) {
        const trailer = /^(?:[^\r\n]+\r?\n)*\r?\n/.exec(rest);
        if (trailer !== null) this.complete = true;
        return;
      }
      if (rest.length < length + 2) return;
      this.body += rest.slice(0, length);
      this.#buffer = rest.slice(length + 2);
    }
  }
}
