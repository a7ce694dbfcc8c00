/** `{ target: 80, published: "8080", host_ip: 127.0.0.1, protocol: tcp }` of a compose file, as `-p` has it. compose-spec: spec.md. */
export function longPort(port: object): string {
  const fields = new Map<string, unknown>(Object.entries(port));
  const text = (name: string) => {
    const value = fields.get(name);
    return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
  };
  const [ip, published, protocol] = [text('host_ip'), text('published'), text('protocol')];
  const head = ip === '' && published === '' ? '' : ip === '' ? `${published}:` : `${ip}:${published}:`;
  return `${head}${text('target')}${protocol === '' ? '' : `/${protocol}`}`;
}
