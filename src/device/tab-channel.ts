/** Words between the tabs of this device; a tab does not hear itself. */
export interface TabChannel<Message> {
  send(message: Message): void;
  /** Returns the way to stop. */
  subscribe(listener: (message: Message) => void): () => void;
}

/** Opens it for as long as the page lives. Other tabs may run an older version of the app: `isMessage` sorts out what they say. */
export function openTabChannel<Message>(
  name: string,
  isMessage: (data: unknown) => data is Message,
): TabChannel<Message> {
  const channel = new BroadcastChannel(name);
  return {
    send: (message) => channel.postMessage(message),
    subscribe(listener) {
      const hear = ({ data }: MessageEvent<unknown>) => void (isMessage(data) && listener(data));
      channel.addEventListener('message', hear);
      return () => channel.removeEventListener('message', hear);
    },
  };
}
