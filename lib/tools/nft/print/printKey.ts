/** Keys as nft writes them. */
import { definitionOfKey, type Key, type TypeName } from '../../../netfilter/nf';

export function formatKey(key: Key): string {
  switch (key.kind) {
    case 'field':
      // Without a family, addresses are those of IPv4.
      return key.name.replace(/^(ct (?:original|reply)) ([sd]addr)$/, '$1 ip $2');
    case 'fib':
      return `fib ${[key.address, ...key.limits].join(' . ')} ${key.result}`;
    case 'numgen':
      return `numgen ${key.mode} mod ${key.modulus}${key.offset === 0 ? '' : ` offset ${key.offset}`}`;
  }
}

export function formatKeys(keys: readonly Key[]): string {
  return keys.map(formatKey).join(' . ');
}

/** The type of what a key loads. */
export function typeOfKey(key: Key): TypeName {
  return definitionOfKey(key).type;
}
