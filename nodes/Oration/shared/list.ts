/** Reads an array or comma-separated text as a list of trimmed texts, without blanks. */
export function toList(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
	return parts.map((part) => String(part ?? '').trim()).filter((text) => text !== '');
}
