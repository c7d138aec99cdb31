/** Text inside HTML and SVG. */

/** Makes text safe inside elements and attribute values. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}

/** A time for people: milliseconds with one digit after the point. */
export function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}

/** A number for people, with thin spaces between the thousands. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
}

/** A coordinate: short, since there are thousands of them. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}
