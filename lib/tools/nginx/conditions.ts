/** Requests that hold only if the file has, or has not, changed (RFC 9110, section 13). nginx: ngx_http_not_modified_filter_module.c. */
import { type Field, fieldOf } from '../common/httpMessage';

/** 304 if the client has the file as it is, 412 if it is not as the client takes it to be; `modified` is in seconds since 1970. */
export function checkConditions(fields: readonly Field[], modified: number, tag: string): 304 | 412 | undefined {
  const unmodifiedSince = secondsOf(fieldOf(fields, 'if-unmodified-since'));
  if (unmodifiedSince !== undefined && modified > unmodifiedSince) return 412;
  const match = fieldOf(fields, 'if-match');
  if (match !== undefined && !hasTag(match, tag)) return 412;
  const since = fieldOf(fields, 'if-modified-since');
  const noneMatch = fieldOf(fields, 'if-none-match');
  if (since === undefined && noneMatch === undefined) return undefined;
  // if_modified_since exact: another time, were it later, means another file.
  if (since !== undefined && secondsOf(since) !== modified) return undefined;
  if (noneMatch !== undefined && !hasTag(noneMatch, tag)) return undefined;
  return 304;
}

function hasTag(list: string, tag: string): boolean {
  return list.trim() === '*' || list.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}

function secondsOf(date: string | undefined): number | undefined {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}
