/** A number with its noun: "1 delivery", "1,204 deliveries". */
export function countText(count: number, one: string, many: string): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}
