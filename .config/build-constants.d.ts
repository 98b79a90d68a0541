/** The version in package.json, put in place by the build. */
declare const __APP_VERSION__: string;

/** Every file of the built app, put into the service worker by the build (.config/service-worker-build.ts). */
declare const __PRECACHE_MANIFEST__: { url: string; revision: string | null }[];
