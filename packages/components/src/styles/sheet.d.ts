// What a style sheet exports: nothing.
export {}
