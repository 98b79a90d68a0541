/** A zip of empty files of these names, stored: just enough for what reads a zip's directory. */
export function zipOf(names: readonly string[], comment = ''): Uint8Array {
  const entries = names.map((name) => {
    const local = Buffer.concat([header(0x04034b50, 30, { 26: name.length }), Buffer.from(name)]);
    return { local, central: Buffer.concat([header(0x02014b50, 46, { 28: name.length }), Buffer.from(name)]) };
  });
  const files = Buffer.concat(entries.map(({ local }) => local));
  const directory = Buffer.concat(entries.map(({ central }) => central));
  const end = header(0x06054b50, 22, { 8: names.length, 10: names.length, 20: Buffer.byteLength(comment) });
  end.writeUInt32LE(directory.byteLength, 12);
  end.writeUInt32LE(files.byteLength, 16);
  return Buffer.concat([files, directory, end, Buffer.from(comment)]);
}

/** A record of the zip format: its signature, then 16-bit numbers where they belong. */
function header(signature: number, bytes: number, fields: Record<number, number>): Buffer {
  const record = Buffer.alloc(bytes);
  record.writeUInt32LE(signature, 0);
  for (const [at, value] of Object.entries(fields)) record.writeUInt16LE(value, Number(at));
  return record;
}
