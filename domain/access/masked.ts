/** A number or telephone number with all but its last three characters hidden. */
export function masked(value: string): string {
  return '•'.repeat(Math.max(0, value.length - 3)) + value.slice(-3);
}
