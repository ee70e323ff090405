/** The way to a struct or to an item: what a path is made of. */
export interface Place {
  readonly outer?: Place;
  /** Its own part: the root's name, else `.field`, or nothing in an item. */
  readonly name: string;
  /** Which item of a list it is, or -1. */
  index: number;
}

/** A place as text, `ClientHello.extensions[1].data`; only errors need it. */
export function pathText(place: Place, name: string): string {
  const { outer, name: own, index } = place;
  const text = index < 0 ? own + name : `${own}[${index}]${name}`;
  return outer ? pathText(outer, text) : text;
}
