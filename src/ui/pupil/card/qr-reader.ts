/** Reads the QR code that a film shows right now; undefined where there is none. Never rejects. */
export type QrReader = (film: HTMLVideoElement) => Promise<string | undefined>;

/** What some browsers bring (Android, ChromeOS, macOS); TypeScript does not know it yet. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** The longer side of a picture that is searched, in pixels: a card at arm's length is still read, and a slow tablet keeps up. */
const SEARCHED_PX = 640;

/** The browser's own reader where it has one, else ours, which comes when it is needed. */
export async function openQrReader(browser: object = window): Promise<QrReader> {
  return (await browsersOwn((browser as { BarcodeDetector?: DetectorClass }).BarcodeDetector)) ?? ours();
}

async function browsersOwn(Class: DetectorClass | undefined): Promise<QrReader | undefined> {
  try {
    if (!Class || !(await Class.getSupportedFormats()).includes('qr_code')) return undefined;
    const detector = new Class({ formats: ['qr_code'] });
    return async (film) => {
      try {
        return (await detector.detect(film))[0]?.rawValue;
      } catch {
        return undefined; // no picture yet
      }
    };
  } catch {
    return undefined; // it is there by name, but the system's part of it is not
  }
}

async function ours(): Promise<QrReader> {
  const { decodeQR } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (film) => {
    const { videoWidth, videoHeight } = film;
    const scale = Math.min(1, SEARCHED_PX / Math.max(videoWidth, videoHeight));
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    if (!context || !(width > 0 && height > 0)) return Promise.resolve(undefined);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.drawImage(film, 0, 0, width, height);
    try {
      return Promise.resolve(decodeQR({ width, height, data: context.getImageData(0, 0, width, height).data }));
    } catch {
      return Promise.resolve(undefined); // it throws where it finds none
    }
  };
}
