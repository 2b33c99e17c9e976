export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export type JsonObject = { [name: string]: JsonValue };

export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Oration's events are far below. From a few thousand levels, n8n can't display an execution. */
export const MAX_DEPTH = 200;

/** Whether a value has more levels of nesting. */
export function isDeeperThan(value: JsonValue | undefined, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels === 0) return true;
	if (Array.isArray(value)) return value.some((inner) => isDeeperThan(inner, levels - 1));
	// Creates no arrays, because it runs for every event.
	for (const name in value) {
		if (isDeeperThan(value[name], levels - 1)) return true;
	}
	return false;
}

/** Parses JSON. Returns undefined if the text isn't JSON. */
export function parseJson(text: string): JsonValue | undefined {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
