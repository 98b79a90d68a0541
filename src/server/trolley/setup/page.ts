import type { X509Certificate } from 'node:crypto';
import { authorityName } from './profile.ts';
import { PLATFORMS, type Platform, type SetupWords } from './words.ts';

/** Where the page finds out whether a device trusts the trolley; only then do these styles arrive (trusted.css). */
export const TRUSTED_PATH = '/api/trolley/trusted.css';

export interface SetupPage {
  readonly words: SetupWords;
  readonly name: string;
  readonly authority: X509Certificate;
  /** Where the app is, at the same name or address by which this page was asked for. */
  readonly app: string;
  /** Where another tablet finds this page. */
  readonly here: string;
  /** Which steps lie open. */
  readonly platform: Platform | undefined;
  /** Another address than the page's own was asked for. */
  readonly isElsewhere: boolean;
}

/**
 * The one page that a trolley shows without a certificate. It runs no script. What tells whether the device trusts the trolley is a
 * style sheet fetched over HTTPS: where it does not arrive, the explanation stays.
 */
export function setupPage({ words: say, name, authority, app, here, platform, isElsewhere }: SetupPage): string {
  const steps = say.steps({ name, authority: authorityName(authority) });
  return `<!doctype html>
<html lang="${say.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(say.title(name))}</title>
<link rel="icon" type="image/svg+xml" href="/icons/favicon.svg">
<link rel="stylesheet" href="/setup.css">
</head>
<body>
<header><img src="/icons/favicon.svg" alt="" width="56" height="56"><h1>${escape(say.title(name))}</h1>
<a lang="${say.other.lang}" hreflang="${say.other.lang}" href="${say.other.href}">${escape(say.other.label)}</a></header>
<main>
${isElsewhere ? `<p class="elsewhere">${escape(say.notHere)}</p>` : ''}
<p class="lead">${escape(say.lead)}</p>
${trust(say, app)}
<div class="columns">
<section><h2>${escape(say.downloadTitle)}</h2>
<p class="downloads">${downloads(say, platform)}</p>
<h3>${escape(say.fingerprint)}</h3>
<p class="print">${fingerprintLines(authority)}</p>
<p>${escape(say.fingerprintWhy)}</p></section>
<section class="other"><h2>${escape(say.qrTitle)}</h2>
<p>${escape(say.qr)}</p>
<p class="qr"><img src="/qr.svg" alt="" width="200" height="200"><a href="${here}">${here}</a></p></section>
</div>
<section><h2>${escape(say.stepsTitle)}</h2>
${PLATFORMS.map((one) => stepsOf(say.platforms[one], steps[one], one === platform)).join('\n')}
<p class="limits">${escape(say.limits)}</p></section>
</main>
</body>
</html>
`;
}

/** What this device takes comes first; an iPad takes no bare certificate well. */
function downloads(say: SetupWords, platform: Platform | undefined): string {
  const [certificate, profile] = platform === 'ipad' ? ['button', 'main'] : ['main', 'button'];
  const links = [
    `<a class="${certificate}" href="/cartable-ca.crt" download>${escape(say.download)}</a>`,
    `<a class="${profile}" href="/cartable.mobileconfig">${escape(say.profile)}</a>`,
  ];
  return (platform === 'ipad' ? links.reverse() : links).join('\n');
}

/** The style sheet comes just before what it changes: the rest of the page does not wait for it. */
function trust(say: SetupWords, app: string): string {
  return `<link rel="stylesheet" href="${app}${TRUSTED_PATH}">
<section class="untrusted"><h2>${escape(say.untrustedTitle)}</h2>
<p>${escape(say.untrusted)}</p><p class="actions"><a class="button" href="">${escape(say.again)}</a></p></section>
<section class="trusted"><h2>${escape(say.trustedTitle)}</h2>
<p>${escape(say.trusted)}</p><p class="actions"><a class="main" href="${app}/">${escape(say.open)}</a></p></section>`;
}

function stepsOf(title: string, steps: readonly string[], isOpen: boolean): string {
  const items = steps.map((step) => `<li>${escape(step)}</li>`).join('');
  return `<details${isOpen ? ' open' : ''}><summary>${escape(title)}</summary><ol>${items}</ol></details>`;
}

/** In groups of four bytes, as people compare. */
export function fingerprintGroups({ fingerprint256 }: X509Certificate): string[] {
  return fingerprint256.replaceAll(':', '').match(/.{8}/g) ?? [];
}

const fingerprintLines = (authority: X509Certificate): string =>
  fingerprintGroups(authority)
    .map((group) => `<span>${group}</span>`)
    .join(' ');

/** Which device asks, as far as it says so: an iPad calls itself a Mac. */
export function platformOf(userAgent: string): Platform | undefined {
  if (/CrOS/.test(userAgent)) return 'chromebook';
  if (/Android/.test(userAgent)) return 'android';
  if (/iPad|iPhone|Macintosh.*Version\//.test(userAgent)) return 'ipad';
  return /Windows/.test(userAgent) ? 'windows' : undefined;
}

/** As HTML, with the no-break spaces of French. */
const escape = (text: string): string =>
  text
    .replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`)
    .replace(/« | (?=[?!:;»])/g, (space) => space.replace(' ', '\u00a0'));
