import {
	isDeeperThan,
	isJsonObject,
	MAX_DEPTH,
	parseJson,
	type JsonObject,
	type JsonValue,
} from './json';

export function isBlank(value: JsonValue): boolean {
	return value === null || (typeof value === 'string' && !/\S/.test(value));
}

export function toText(value: JsonValue): string | undefined {
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function toNumber(value: unknown): number | undefined {
	const isNumeric =
		typeof value === 'number' ||
		(typeof value === 'string' && /^\s*[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?\s*$/i.test(value));
	return isNumeric && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

export function toBoolean(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
	return word === 'true' || (word === 'false' ? false : undefined);
}

/** Reads an object or its JSON text. Blank text is null. */
export function toObject(value: JsonValue): JsonObject | null | undefined {
	const decoded = decode(decode(value));
	if (decoded === null) return null;
	return isJsonObject(decoded) && !isDeeperThan(decoded, MAX_DEPTH) ? decoded : undefined;
}

/** Parses JSON text. Oration sends some objects as JSON text, and some of them encoded twice. */
function decode(value: JsonValue | undefined): JsonValue | undefined {
	if (typeof value !== 'string') return value;
	return isBlank(value) ? null : parseJson(value);
}

/** Reads an array or comma-separated text as a list of trimmed texts, without blanks. */
export function toList(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
	return parts.map((part) => String(part ?? '').trim()).filter((text) => text !== '');
}
