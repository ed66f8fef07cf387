/** Names of all sorts, for whoever is in a story. */
export const names: readonly string[] = [
  'Grace Hopper',
  'Alan Turing',
  'Katherine Johnson',
  'Edsger Dijkstra',
  'Barbara Liskov',
  'Tim Berners-Lee',
  'Radia Perlman',
  'Donald Knuth',
  'Margaret Hamilton',
  'Ken Thompson',
  'Hedy Lamarr',
  'Leslie Lamport',
]
