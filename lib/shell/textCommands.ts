/**
 * Commands of just-bash that touch nothing but text and the place's own files. Plain strings: with just-bash's type for
 * them, each cell of a notebook would be checked against 85 more files.
 */

/** By their first letters, as on a small Linux. */
const NAMES = [
  'alias awk base64 basename bash cat chmod column comm cp cut diff dirname du echo egrep env expand expr false fgrep file find fold',
  'grep gunzip gzip head join jq ln ls md5sum mkdir mv nl od paste printenv printf pwd readlink rev rm rmdir sed seq sh sha1sum',
  'sha256sum sort split stat strings tac tail tar tee touch tr tree true unalias unexpand uniq wc which xargs zcat',
];

/** Names of the commands that every shell has. */
export const TEXT_COMMANDS: readonly string[] = NAMES.flatMap((line) => line.split(' '));

/** Words that bash itself knows, for completion. */
export const BUILTINS: readonly string[] =
  'alias break case cd continue declare do done echo elif else esac eval exec exit export fi for function history if in local printf pwd read readonly return set shift source test then type unalias unset until wait while'.split(
    ' ',
  );
