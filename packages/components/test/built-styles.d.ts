/** The text of `styles.css` as Vite writes it into somebody's application. */
declare module 'virtual:built-styles' {
  const text: string
  export default text
}
