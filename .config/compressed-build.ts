import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(m?js|css|html|svg|webmanifest|json)$/;
/** Smaller files gain nothing: they fit one packet either way. */
const SMALLEST_BYTES = 1400;

/** Writes a .br and a .gz beside each text file of the finished build, so that the hub sends it small without working each time. */
export function compressedBuild(outDir: string): Plugin {
  return {
    name: 'cartable:compressed',
    apply: 'build',
    closeBundle: { order: 'post', sequential: true, handler: () => compressAll(outDir) },
  };
}

function compressAll(outDir: string): void {
  for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !TEXT.test(entry.name) || path.includes(`${outDir}/.`)) continue;
    const bytes = readFileSync(path);
    if (bytes.byteLength < SMALLEST_BYTES) continue;
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}
