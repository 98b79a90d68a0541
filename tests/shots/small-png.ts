import { crc32, deflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';

/** What a PNG's palette holds. Screens are flat: the colours left out are those of softened edges. */
const PALETTE_SIZE = 256;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 0xRRGGBB, row by row. */
  readonly colours: readonly number[];
}

/** The picture of this page as a PNG with a palette: a third of what the browser makes of it. */
export async function smallPng(page: Page): Promise<Buffer> {
  const pixels = await readPixels(page, await page.screenshot({ animations: 'disabled', caret: 'hide' }));
  const palette = mostUsed(pixels.colours);
  return encode(pixels, palette);
}

/** The browser that took the picture also reads it; another page does it, whose content policy allows a data address. */
async function readPixels(page: Page, png: Buffer): Promise<Pixels> {
  const reader = await page.context().newPage();
  const pixels = await reader.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { width, height } = picture;
    const context = new OffscreenCanvas(width, height).getContext('2d')!;
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const colours = new Array<number>(width * height);
    for (let at = 0; at < colours.length; at++)
      colours[at] = (data[4 * at]! << 16) | (data[4 * at + 1]! << 8) | data[4 * at + 2]!;
    return { width, height, colours };
  }, png.toString('base64'));
  await reader.close();
  return pixels;
}

function mostUsed(colours: readonly number[]): number[] {
  const uses = new Map<number, number>();
  for (const colour of colours) uses.set(colour, (uses.get(colour) ?? 0) + 1);
  return [...uses]
    .sort((a, b) => b[1] - a[1])
    .slice(0, PALETTE_SIZE)
    .map(([colour]) => colour);
}

function encode({ width, height, colours }: Pixels, palette: readonly number[]): Buffer {
  const places = new Map(palette.map((colour, index) => [colour, index]));
  const rows = Buffer.alloc((width + 1) * height); // each row begins with its filter: 0, none
  colours.forEach((colour, at) => {
    const place = places.get(colour) ?? nearest(colour, palette);
    places.set(colour, place);
    rows[Math.floor(at / width) * (width + 1) + 1 + (at % width)] = place;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits, palette, deflate, no filter method but the standard one, not interlaced
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function nearest(colour: number, palette: readonly number[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  palette.forEach((other, index) => {
    const [red, green, blue] = [16, 8, 0].map((shift) => ((colour >> shift) & 255) - ((other >> shift) & 255)) as [
      number,
      number,
      number,
    ];
    const distance = red * red + green * green + blue * blue;
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(named.length + 8);
  frame.writeUInt32BE(data.length, 0);
  named.copy(frame, 4);
  frame.writeUInt32BE(crc32(named), named.length + 4);
  return frame;
}
