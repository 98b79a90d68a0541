/** Text as HTML says it. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

/** A page that opens from any disk, without Cartable and without a network; it runs nothing and fetches nothing from outside. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:; media-src 'self' file:">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${body}
</body>
</html>
`;
}

const STYLE = `
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1c2733; font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; } h2 { margin-top: 2rem; font-size: 1.2rem; }
table { width: 100%; border-collapse: collapse; } th, td { padding: .35rem .5rem; border: 1px solid #b8c4cf; text-align: left; vertical-align: top; }
.text { padding: .5rem 1rem; background: #f4f7f9; white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { body { margin: 0; } }
`;

export const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

export const heading = (text: string): string => `<h2>${escapeHtml(text)}</h2>`;

export const list = (items: readonly string[]): string =>
  `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: 'td' | 'th') =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${head.length > 0 ? line(head, 'th') : ''}${rows.map((cells) => line(cells, 'td')).join('')}</table>`;
}

/** A day and its time as a French page says them. */
export const sayTime = (at: number): string =>
  new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeStyle: 'short' }).format(at);
