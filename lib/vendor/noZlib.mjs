/** Stands for `node:zlib` in a browser, where just-bash's gzip, gunzip and zcat fail. */

function refuse() {
  throw new Error('there is no zlib here');
}

export const constants = {};
export { refuse as gunzipSync, refuse as gzipSync };
