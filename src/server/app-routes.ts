import { existsSync } from 'node:fs';
import { basename, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from './refusals.ts';

const A_YEAR_S = 31_536_000;

/** The build writes files whose names change with their content here. */
const HASHED = `${sep}assets${sep}`;

/** The built app: its files, and its one page for every address that is a screen. */
export async function appRoutes(app: FastifyInstance, appDir: string): Promise<void> {
  if (existsSync(appDir)) {
    await app.register(fastifyStatic, {
      root: appDir,
      wildcard: true,
      dotfiles: 'ignore',
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header('cache-control', cacheRule(path)),
    });
  }
  app.setNotFoundHandler((request, reply) => {
    if (isScreen(request) && existsSync(appDir)) return sendPage(reply);
    return refuse(reply, 'not-found');
  });
}

function cacheRule(path: string): string {
  // The worker, the page and what they name are asked for anew each time: that is how a new version is noticed.
  return path.includes(HASHED) ? `public, max-age=${A_YEAR_S}, immutable` : 'no-cache';
}

/** A deep link such as /classe/ce2-a: no file's name, no API, nor a lesson's file, which only the service worker serves. */
function isScreen({ method, url }: FastifyRequest): boolean {
  const path = url.split('?')[0] ?? '';
  const isFile = basename(path).includes('.');
  return (method === 'GET' || method === 'HEAD') && !/^\/(api|files)(\/|$)/.test(path) && !isFile;
}

function sendPage(reply: FastifyReply) {
  return reply.code(200).sendFile('index.html');
}
