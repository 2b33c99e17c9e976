import { isJsonObject, isTooDeep, parseJson, type JsonObject, type JsonValue } from './json';

/** White space, and invisible format characters such as bidi marks and byte order marks. */
const OUTER = /^[\s\p{Cf}]+|(?<![\s\p{Cf}])[\s\p{Cf}]+$/gu;
const BLANK = /^[\s\p{Cf}]*$/u;

/** Removes white space and invisible characters at both ends. */
export function trim(text: string): string {
	return text.replace(OUTER, '');
}

/** Returns the form in which texts are compared: without case, outer white space, and the differences of Unicode forms. */
export function normalize(text: string): string {
	return trim(text).normalize('NFC').toLowerCase();
}

export function isBlank(value: JsonValue): boolean {
	return value === null || (typeof value === 'string' && BLANK.test(value));
}

/** Reads text, trimmed, or a number or boolean as text. */
export function toText(value: JsonValue): string | undefined {
	if (typeof value === 'string') return trim(value);
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
export function toObject(value: unknown): JsonObject | null | undefined {
	const decoded = decode(decode(value));
	if (decoded === null) return null;
	return isJsonObject(decoded) && !isTooDeep(decoded) ? decoded : undefined;
}

/** Parses JSON text. Oration sends some objects as JSON text, and some of them encoded twice. */
export function decode(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	return isBlank(value) ? null : parseJson(value);
}

/** Reads an array, its JSON text, or comma-separated text as a list of trimmed texts, without blanks. */
export function toList(value: unknown): string[] {
	const list = typeof value === 'string' && /^\s*\[/.test(value) ? parseJson(value) : value;
	const parts: unknown[] = Array.isArray(list) ? list : String(value ?? '').split(',');
	return parts.map((part) => trim(String(part ?? ''))).filter((text) => text !== '');
}

/** Removes punctuation from a number in international format. Text without a digit, as of a hidden caller, is no number. */
export function toPhoneNumber(text: string | null = null): string | null {
	if (text === null || !/\d/.test(text)) return null;
	const number = text.replace(/[\s.()\p{Pd}]/gu, '');
	return /^\+\d{7,15}$/.test(number) && !text.includes('(0)') ? number : text;
}
