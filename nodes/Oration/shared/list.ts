/** The texts of a list that came as an array or as comma-separated text, without blanks. */
export function toList(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
	return parts.map((part) => String(part ?? '').trim()).filter((text) => text !== '');
}
