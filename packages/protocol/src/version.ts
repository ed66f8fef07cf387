/** The WebSocket subprotocol. A server that doesn't echo it is not one of ours. */
export const subprotocol = 'herenow.v1'

/** The `version` of `hello` and `welcome`. */
export const protocolVersion = 1
