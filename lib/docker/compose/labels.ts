/** What compose notes about what it makes. */

/** The release whose words and names these are. */
export const COMPOSE_VERSION = '2.24.5';

/** 64 hexadecimal digits by which a change of a text shows: not those that compose itself has, which are SHA-256 of its own form. FNV-1a. */
export function hashOf(text: string): string {
  return Array.from({ length: 8 }, (_, part) => {
    let hash = 0x811c9dc5 ^ part;
    for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    return (hash >>> 0).toString(16).padStart(8, '0');
  }).join('');
}

/** Those of a network. */
export function networkLabels(project: string, key: string): readonly (readonly [string, string])[] {
  return [
    ['com.docker.compose.network', key],
    ['com.docker.compose.project', project],
    ['com.docker.compose.version', COMPOSE_VERSION],
  ];
}
