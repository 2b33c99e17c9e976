export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export type JsonObject = { [name: string]: JsonValue };

export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** No event of Oration comes near it, and from some thousands on n8n cannot show what it has stored. */
export const MOST_LEVELS = 200;

/** Whether a value is nested deeper than so many levels. */
export function isDeeperThan(value: JsonValue | undefined, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels === 0) return true;
	if (Array.isArray(value)) return value.some((inner) => isDeeperThan(inner, levels - 1));
	// Every event is looked through, so no array is made of each object.
	for (const name in value) {
		if (isDeeperThan(value[name], levels - 1)) return true;
	}
	return false;
}

/** The value that a JSON text holds, or undefined where it is not JSON. */
export function parseJson(text: string): JsonValue | undefined {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
