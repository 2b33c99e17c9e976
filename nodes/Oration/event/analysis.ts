import { toText } from './fieldReader';
import { parseJson, type JsonObject, type JsonValue } from './json';

const MAX_LIST_LENGTH = 10_000;

/** Returns the summary in the results of the post-call analysis. */
export function summaryIn(metadata: JsonObject): string | null {
	return textOf(resultOf(metadata, 'summary')) ?? null;
}

/** Returns the categories in the results of the post-call analysis. */
export function categoriesIn(metadata: JsonObject): string[] {
	const list = resultOf(metadata, 'categories');
	const listed = typeof list === 'string' ? parseList(list) : list;
	return uniqueTexts([resultOf(metadata, 'category'), listed].flat());
}

/** Returns the texts among the values, trimmed and without repeats. */
export function uniqueTexts(values: JsonValue[]): string[] {
	const texts = values.map((value) => textOf(value)?.trim()).filter((text) => text !== undefined);
	return [...new Set(texts)];
}

/** Ignores letter case, because users choose the names of their results. */
function resultOf(metadata: JsonObject, name: string): JsonValue {
	const result = Object.entries(metadata).find(([key]) => key.toLowerCase() === name);
	return result?.[1] ?? null;
}

/** Reads a JSON list or comma-separated text. Longer text isn't a list of categories, so it stays one value. */
function parseList(list: string): JsonValue {
	if (list.length > MAX_LIST_LENGTH) return list;
	const parsed = parseJson(list);
	return Array.isArray(parsed) ? parsed : list.split(',');
}

function textOf(value: JsonValue): string | undefined {
	const text = toText(value);
	return text?.trim() ? text : undefined;
}
