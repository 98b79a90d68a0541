import { type BrowserContext, expect, type Page } from '@playwright/test';

/** What a browser says of a hub that is away: expected here, and the screens say it better. */
const HUB_IS_AWAY = /net::ERR_|WebSocket connection to .* failed/;

/** Hears every page of a story: its errors, what its content policy refused, and whom it speaks to. */
export class Watch {
  readonly #complaints: string[] = [];
  readonly #allowed: RegExp[] = [];
  readonly #hosts = new Set<string>();
  readonly #allowedStrangers = new Set<string>();
  #heardWorker = false;

  over(context: BrowserContext): void {
    context.on('page', (page) => this.#listen(page));
    for (const page of context.pages()) this.#listen(page);
    // The service worker's own requests too.
    context.on('request', (request) => {
      this.#heardWorker ||= request.serviceWorker() !== null;
      this.#note(request.url());
    });
  }

  /** Every host that was asked for anything. */
  get hosts(): readonly string[] {
    return [...this.#hosts];
  }

  /** A service worker asked for something, and that was heard. */
  get heardWorker(): boolean {
    return this.#heardWorker;
  }

  /** A story that provokes an error says which. */
  allow(complaint: RegExp): void {
    this.#allowed.push(complaint);
  }

  /** A story that asks a stranger on purpose, to see it refused, says whom: what was only tried is heard too. */
  allowStranger(host: string): void {
    this.#allowedStrangers.add(host);
  }

  /** Nothing went wrong in any page, and nobody but the trolley was ever asked. */
  expectCalm(): void {
    const unasked = this.#complaints.filter((complaint) => !this.#allowed.some((allowed) => allowed.test(complaint)));
    expect(unasked, 'errors and refusals of the content policy').toEqual([]);
    expect(this.#strangers(), 'requests to third parties').toEqual([]);
  }

  #listen(page: Page): void {
    page.on('pageerror', (error) => this.#complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      // A refusal of the content policy is told here too.
      if (message.type() === 'error' && !HUB_IS_AWAY.test(message.text()))
        this.#complaints.push(`${page.url()}: ${message.text()} (${message.location().url})`);
    });
    page.on('websocket', (socket) => this.#note(socket.url()));
  }

  #strangers(): string[] {
    return this.hosts.filter(
      (host) => !/^([a-z0-9-]+\.)?localhost(:\d+)?$/.test(host) && !this.#allowedStrangers.has(host),
    );
  }

  #note(url: string): void {
    if (/^(https?|wss?):/.test(url)) this.#hosts.add(new URL(url).host);
  }
}
