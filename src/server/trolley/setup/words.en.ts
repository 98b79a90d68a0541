import type { SetupWords } from './words.ts';

export const setupEn: SetupWords = {
  lang: 'en',
  other: { lang: 'fr', label: 'Français', href: '/' },
  title: (name) => `Prepare this tablet for the trolley “${name}”`,
  lead: 'Once per tablet: install the trolley’s certificate, then open Cartable. This page needs no Internet.',
  untrustedTitle: 'This tablet does not trust the trolley yet',
  untrusted:
    'Without this, the browser says “Your connection is not private” and Cartable does not work away from the Wi-Fi. Clicking through that warning is not enough: follow the steps below, then check.',
  trustedTitle: 'This tablet trusts the trolley',
  trusted: 'All is ready: open Cartable, then give the tablet’s code.',
  open: 'Open Cartable',
  again: 'Check again',
  downloadTitle: '1. Download the certificate',
  download: 'The trolley’s certificate (.crt)',
  profile: 'Profile for iPad (.mobileconfig)',
  fingerprint: 'SHA-256 fingerprint',
  fingerprintWhy:
    'Compare it with the one that the trolley prints when it starts. If they differ, install nothing: somebody else answers in its place.',
  stepsTitle: '2. Install it',
  platforms: {
    android: 'Android tablet',
    ipad: 'iPad (iPadOS)',
    chromebook: 'Chromebook (ChromeOS)',
    windows: 'Windows computer',
    mdm: 'All at once, by MDM',
  },
  steps: ({ authority }) => ({
    android: [
      'In Chrome, tap “The trolley’s certificate (.crt)”: the file goes to Downloads.',
      'Open Settings, search for “certificate”, then tap “Install a certificate” and “CA certificate” (often under Security, Encryption & credentials).',
      'Tap “Install anyway” and choose cartable-ca.crt. Android asks for a screen lock where there is none.',
      'Come back to this page and tap “Check again”.',
    ],
    ipad: [
      'In Safari, tap “Profile for iPad”, then “Allow”.',
      'Open Settings, tap “Profile Downloaded”, then “Install”.',
      `Open Settings, General, About, “Certificate Trust Settings”: switch on “${authority}”. Without this step nothing changes.`,
      'Come back to this page and tap “Check again”.',
    ],
    chromebook: [
      'Tap “The trolley’s certificate (.crt)”.',
      'Open chrome://certificate-manager (on an older version: chrome://settings/certificates, tab Authorities).',
      'Import cartable-ca.crt and tick “Trust this certificate for identifying websites”.',
      'Come back to this page and tap “Check again”.',
    ],
    windows: [
      'Click “The trolley’s certificate (.crt)”, then open the file and choose “Install Certificate”.',
      'Choose “Local Machine”, then “Place all certificates in the following store”: “Trusted Root Certification Authorities”.',
      'Or, at an administrator’s command prompt: certutil -addstore Root cartable-ca.crt',
      'Close and reopen the browser, then come back here to check.',
    ],
    mdm: [
      'Give cartable-ca.crt to your management tool as a trusted root: Android tablets and Windows machines (Intune or another), Chromebooks (Google Admin console, Devices, Networks, Certificates).',
      'For iPads, deploy cartable.mobileconfig, or the certificate as a payload: trust then comes by itself.',
      'Add the trolley’s address to the shortcuts of the home screen.',
    ],
  }),
  qrTitle: 'Another tablet?',
  qr: 'Let it join the trolley’s Wi-Fi, then take a picture of this code, or open:',
  limits:
    'This certificate is good for this trolley and for private addresses alone: it can open neither your bank, nor your mail, nor the ENT. The tablet may say that the network “may be monitored”: that is its sentence for any certificate that was added.',
  notHere: 'There is no such address here: without https the trolley shows this page alone.',
};
