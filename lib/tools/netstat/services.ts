/** Names of well-known ports, from Debian's /etc/services: as much of it as the lab may meet. */

/** Names by port. */
const SERVICES: ReadonlyMap<number, string> = new Map([
  [20, 'ftp-data'],
  [21, 'ftp'],
  [22, 'ssh'],
  [23, 'telnet'],
  [25, 'smtp'],
  [53, 'domain'],
  [67, 'bootps'],
  [68, 'bootpc'],
  [69, 'tftp'],
  [80, 'http'],
  [88, 'kerberos'],
  [110, 'pop3'],
  [111, 'sunrpc'],
  [123, 'ntp'],
  [143, 'imap2'],
  [161, 'snmp'],
  [389, 'ldap'],
  [443, 'https'],
  [514, 'syslog'],
  [636, 'ldaps'],
  [873, 'rsync'],
  [993, 'imaps'],
  [2049, 'nfs'],
  [3306, 'mysql'],
  [5353, 'mdns'],
  [5432, 'postgresql'],
  [8080, 'http-alt'],
]);

/** The name of a port, if it has one. */
export function serviceName(port: number): string | undefined {
  return SERVICES.get(port);
}

/** The port of a name, if it has one. */
export function portOfService(name: string): number | undefined {
  return [...SERVICES].find(([, other]) => other === name)?.[0];
}
