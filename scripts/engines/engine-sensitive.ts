/**
 * The browser tests whose outcome depends on the engine most: layout, placing, scrolling, fields, colours. A run of
 * everything takes these to Firefox and WebKit; whoever names an engine runs all of them there.
 */
export const engineSensitive: readonly string[] = [
  'connected/live-cursors',
  'looks/presence',
  'parts/chat-log/displacement',
  'parts/composer/*',
  'parts/presence-popover/*',
  'styles/color-scheme',
].map((name) => `packages/components/src/${name}.browser.test.tsx`)
