/** What iptables-nft asks of nf_tables in one transaction, and its complaint when that is refused. Userspace: struct obj_update, mnl_append_error, iptables/nft.c. */
import type { Netfilter } from '../../../netfilter';
import type { NfErrno, NfRequest } from '../../../netfilter/nf';
import { NF_ERRNO_TEXTS } from '../../common/nfErrno';
import { IptablesError } from '../program';

/** A request as complaints call it. */
export type RequestName =
  | 'TABLE_ADD'
  | 'TABLE_FLUSH'
  | 'CHAIN_ADD'
  | 'CHAIN_USER_ADD'
  | 'CHAIN_DEL'
  | 'CHAIN_UPDATE'
  | 'CHAIN_RENAME'
  | 'CHAIN_ZERO'
  | 'RULE_APPEND'
  | 'RULE_INSERT'
  | 'RULE_REPLACE'
  | 'RULE_DELETE'
  | 'RULE_FLUSH';

interface Entry {
  readonly name: RequestName;
  readonly request: NfRequest;
  /** The line of the file that asked for it. */
  readonly line: number | undefined;
  /** Why the kernel would refuse it, where a request cannot say what is wrong. */
  readonly fault: NfErrno | undefined;
}

/** The characters that there is room for. */
const LONGEST = 1023;

/** Requests in their order. */
export class Batch {
  #entries: Entry[] = [];
  /** The line of the file that is read. */
  line: number | undefined = undefined;

  push(name: RequestName, request: NfRequest, fault?: NfErrno): void {
    this.#entries.push({ name, request, line: this.line, fault });
  }

  /** Does all or nothing; throws an `IptablesError` for nothing. */
  commit(netfilter: Netfilter): void {
    const entries = this.#entries;
    this.#entries = [];
    if (entries.length === 0) return;
    const requests = entries.map(({ request }) => request);
    const refused = new Set(entries.flatMap(({ fault }, index) => (fault === undefined ? [] : [index])));
    const { refusals } = netfilter.runBatch(requests, { now: 0, refused });
    const codes = new Map(refusals.map(({ index, error }) => [index, error.code]));
    const complaints = entries.flatMap((entry, index) => {
      const code = entry.fault ?? codes.get(index);
      return code === undefined ? [] : [complaint(entry, code)];
    });
    if (complaints.length > 0) throw new IptablesError('resource', joinComplaints(complaints));
  }
}

/** Of a command the first is all that is told; of a file all that fit, and what has room of the last. */
function joinComplaints(complaints: readonly string[]): string {
  const [first = ''] = complaints;
  if (!first.startsWith('\n')) return first;
  let text = '';
  for (const one of complaints) {
    if (text.length + one.length > LONGEST) return text + (complaints.at(-1) ?? '').slice(0, LONGEST - text.length);
    text += one;
  }
  return text;
}

function complaint({ name, request, line }: Entry, code: NfErrno): string {
  const where = line === undefined ? ' ' : `\nline ${line}: `;
  return `${where}${name} failed (${NF_ERRNO_TEXTS[code]}): ${subjectOf(name, request)}`;
}

function subjectOf(name: RequestName, request: NfRequest): string {
  const chain = 'chain' in request ? request.chain : '';
  if (name.startsWith('TABLE')) return `table ${'table' in request ? request.table : ''}`;
  return name.startsWith('CHAIN') ? `chain ${chain}` : `rule in chain ${chain}`;
}
