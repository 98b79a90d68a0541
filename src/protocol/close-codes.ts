/** WebSocket close codes of ours (RFC 6455 leaves 4000–4999 to applications). */
export const CLOSE = {
  /** The frame was not of the protocol. */
  badMessage: 4000,
  oldProtocol: 4001,
  /** No hello came in time, which says nothing about the device: come back after a moment. */
  noHello: 4002,
  unauthorised: 4003,
  /** The node stops; come back after a moment. */
  goingAway: 1001,
  tooLarge: 1009,
} as const;
