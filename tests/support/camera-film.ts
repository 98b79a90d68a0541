import type { Locator } from '@playwright/test';

const WIDTH = 640;
const HEIGHT = 480;

/** A film of one picture (Y4M, which Chromium takes for a camera): this drawing, held a little askew in the middle of a grey room. */
export async function filmOfDrawing(svg: Locator): Promise<Buffer> {
  const grey = await svg.evaluate(
    async (drawing, { width, height }) => {
      const copy = drawing.cloneNode(true) as SVGSVGElement;
      copy.setAttribute('width', '300');
      copy.setAttribute('height', '300');
      const picture = new Image();
      picture.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
      await picture.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d')!;
      context.fillStyle = '#999999';
      context.fillRect(0, 0, width, height);
      context.translate(width / 2, height / 2);
      context.rotate(0.12);
      context.drawImage(picture, -150, -150);
      return [...context.getImageData(0, 0, width, height).data].filter((_, index) => index % 4 === 0);
    },
    { width: WIDTH, height: HEIGHT },
  );
  const head = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\nFRAME\n`;
  const noColour = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  return Buffer.concat([Buffer.from(head), Buffer.from(grey), noColour]);
}
