export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export type JsonObject = { [name: string]: JsonValue };

export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Oration's events are far below. From a few thousand levels, n8n can't display an execution. */
export const MAX_DEPTH = 200;

/** Whether a value has more levels of nesting. */
export function isTooDeep(value: JsonValue | undefined, levels = MAX_DEPTH): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1));
}

/** A text, or a number, in JSON. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

/**
 * Parses JSON, also with a byte order mark. Whole numbers that JavaScript can't hold, such as long IDs, become text, so that
 * they stay exact. Returns undefined if the text isn't JSON.
 */
export function parseJson(text: string): JsonValue | undefined {
	const json = text.replace(/^\uFEFF/, '');
	let value: JsonValue | undefined;
	try {
		value = JSON.parse(json);
		if (/\d{16}/.test(json)) value = JSON.parse(json.replace(TEXT_OR_NUMBER, exact));
	} catch {
		// The text isn't JSON, or has a string of several megabytes, which is too long for the expression.
	}
	return value;
}

function exact(token: string): string {
	const isTooLarge = /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token));
	return isTooLarge ? `"${token}"` : token;
}
