import { renderUnicodeCompact } from 'uqr';

/** White on black whatever the terminal's own colours are: cameras want the paper lighter than the ink. */
const [BEGIN, END] = ['\u001b[97;40m', '\u001b[0m'];

/** A QR code in half-blocks, for a terminal; a file keeps plain characters. */
export function terminalQr(text: string): string {
  const lines = renderUnicodeCompact(text, { border: 2 }).split('\n');
  return lines.map((line) => `  ${process.stdout.isTTY ? BEGIN + line + END : line}`).join('\n');
}
