import { createHash, type X509Certificate } from 'node:crypto';

/** How the authority calls itself; a tablet's list shows this name. */
export function authorityName({ subject }: X509Certificate): string {
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? 'Cartable';
}

/**
 * The authority as an iPad takes it: a configuration profile with one root certificate (Apple, "CertificateRoot" payload). Its
 * identifiers follow from the certificate, so that a second download replaces the first. The authority's name needs no escaping:
 * it is made of DNS letters.
 */
export function appleProfile(authority: X509Certificate): string {
  const name = authorityName(authority);
  const mark = createHash('sha256').update(authority.raw).digest('hex');
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>PayloadContent</key><array><dict>
<key>PayloadCertificateFileName</key><string>cartable-ca.crt</string>
<key>PayloadContent</key><data>${authority.raw.toString('base64')}</data>
<key>PayloadDisplayName</key><string>${name}</string>
<key>PayloadIdentifier</key><string>cartable.${mark.slice(0, 16)}.root</string>
<key>PayloadType</key><string>com.apple.security.root</string>
<key>PayloadUUID</key><string>${asUuid(mark)}</string>
<key>PayloadVersion</key><integer>1</integer>
</dict></array>
<key>PayloadDisplayName</key><string>${name}</string>
<key>PayloadIdentifier</key><string>cartable.${mark.slice(0, 16)}</string>
<key>PayloadType</key><string>Configuration</string>
<key>PayloadUUID</key><string>${asUuid(mark.slice(32))}</string>
<key>PayloadVersion</key><integer>1</integer>
</dict></plist>
`;
}

const asUuid = (hex: string): string =>
  hex
    .slice(0, 32)
    .toUpperCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
