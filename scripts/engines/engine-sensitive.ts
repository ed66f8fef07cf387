/**
 * The browser tests whose outcome depends on the engine most: layout, placing, scrolling, fields, colours. A quick run
 * takes these to Firefox and WebKit; CI, and whoever names an engine, runs everything there.
 */
export const engineSensitive: readonly string[] = [
  'connected/live-cursors',
  'looks/presence',
  'parts/chat-log/displacement',
  'parts/composer/*',
  'parts/presence-popover/*',
  'styles/color-scheme',
].map((name) => `packages/components/src/${name}.browser.test.tsx`)
