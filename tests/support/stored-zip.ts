/** The names in the directory of an archive whose files are stored as they are. */
export const entryNames = (zip: Buffer): string[] => [...directory(zip)].map(({ name }) => name);

/** Its files by name. */
export function unzip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const { name, bytes, offset } of directory(zip)) {
    const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
    files.set(name, zip.subarray(start, start + bytes));
  }
  return files;
}

function* directory(zip: Buffer): Generator<{ name: string; bytes: number; offset: number }> {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [length, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const name = zip.toString('utf8', at + 46, at + 46 + length);
    yield { name, bytes: zip.readUInt32LE(at + 24), offset: zip.readUInt32LE(at + 42) };
    at += 46 + length + extra + comment;
  }
}
