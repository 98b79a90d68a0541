/** A film that shows this drawing and nothing else, as a camera that is held at it would. */
export async function filmOf(drawing: SVGSVGElement, size = 320): Promise<HTMLVideoElement> {
  const film = document.createElement('video');
  film.muted = true;
  film.srcObject = await cameraAt(drawing, size);
  await film.play();
  return film;
}

/** The stream of such a camera. */
export async function cameraAt(drawing: SVGSVGElement, size = 320): Promise<MediaStream> {
  const canvas = Object.assign(document.createElement('canvas'), { width: size * 2, height: size * 1.5 });
  const context = canvas.getContext('2d')!;
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('width', String(size));
  copy.setAttribute('height', String(size));
  const picture = new Image();
  picture.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await picture.decode();
  const stream = canvas.captureStream(10);
  const draw = () => {
    context.fillStyle = '#8a8f94';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, size / 2, size / 4);
    if (stream.active) requestAnimationFrame(draw);
  };
  draw();
  return stream;
}
