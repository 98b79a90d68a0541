import { getDocument, PDFWorker, RenderingCancelledException } from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { scriptAddress } from '../../../base/script-address.ts';

/** A canvas larger than this many pixels fails silently on old tablets' graphics. */
const MAX_CANVAS_PIXELS = 8_000_000;

export interface Pdf {
  readonly pages: number;
  /** Draws a page so wide (in CSS pixels); `done` gives its text, or undefined where another drawing took its place. */
  draw(page: number, canvas: HTMLCanvasElement, width: number): { done: Promise<string | undefined>; stop: () => void };
  close(): Promise<void>;
}

/** Opens a PDF of this device's own store. The page's policy allows neither eval nor WebAssembly, so PDF.js does without. */
export async function openPdf(url: string): Promise<Pdf> {
  const port = new Worker(scriptAddress(workerUrl), { type: 'module' });
  const worker = PDFWorker.create({ port });
  const task = getDocument({ url, worker, useWasm: false, enableXfa: false });
  const close = async (): Promise<void> => {
    await task.destroy();
    worker.destroy();
    port.terminate();
  };
  const pdf = await task.promise.catch(async (failure: unknown) => {
    await close();
    throw failure;
  });
  return {
    pages: pdf.numPages,
    draw(number, canvas, width) {
      const drawing: Drawing = { stopped: false, cancel: () => {} };
      const stop = () => {
        drawing.stopped = true;
        drawing.cancel();
      };
      return { done: drawPage(pdf, number, canvas, width, drawing), stop };
    },
    close,
  };
}

interface Drawing {
  stopped: boolean;
  cancel: () => void;
}

type Document = Awaited<ReturnType<typeof getDocument>['promise']>;

async function drawPage(
  pdf: Document,
  number: number,
  canvas: HTMLCanvasElement,
  width: number,
  drawing: Drawing,
): Promise<string | undefined> {
  const page = await pdf.getPage(number);
  if (drawing.stopped) return undefined;
  const natural = page.getViewport({ scale: 1 });
  const wanted = (width * window.devicePixelRatio) / natural.width;
  const scale = Math.min(wanted, Math.sqrt(MAX_CANVAS_PIXELS / (natural.width * natural.height)));
  const viewport = page.getViewport({ scale });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  const rendering = page.render({ canvas, viewport });
  drawing.cancel = () => rendering.cancel();
  try {
    await rendering.promise;
  } catch (failure) {
    if (failure instanceof RenderingCancelledException) return undefined;
    throw failure;
  }
  const content = await page.getTextContent();
  return content.items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
}
