export async function reportDocx(_: unknown): Promise<Uint8Array> {
  return new Uint8Array();
}
