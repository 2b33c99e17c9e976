import { toText } from './fieldReader';
import { parseJson, type JsonObject, type JsonValue } from './json';

const LONGEST_LIST = 10_000;

/** The summary among the results of the post-call analysis. */
export function summaryIn(metadata: JsonObject): string | null {
	return textOf(resultOf(metadata, 'summary')) ?? null;
}

/** The categories among the results of the post-call analysis. */
export function categoriesIn(metadata: JsonObject): string[] {
	const list = resultOf(metadata, 'categories');
	const listed = typeof list === 'string' ? fromText(list) : list;
	return distinctTexts([resultOf(metadata, 'category'), listed].flat());
}

/** Those of the values that hold text, without outer spaces and repeats. */
export function distinctTexts(values: JsonValue[]): string[] {
	const texts = values.map((value) => textOf(value)?.trim()).filter((text) => text !== undefined);
	return [...new Set(texts)];
}

/** The results have names of the workspace's own, so any letter case will do. */
function resultOf(metadata: JsonObject, name: string): JsonValue {
	const result = Object.entries(metadata).find(([key]) => key.toLowerCase() === name);
	return result?.[1] ?? null;
}

/** A list as JSON text, or with commas. A text that is much longer than a list of categories is one value. */
function fromText(list: string): JsonValue {
	if (list.length > LONGEST_LIST) return list;
	const parsed = parseJson(list);
	return Array.isArray(parsed) ? parsed : list.split(',');
}

function textOf(value: JsonValue): string | undefined {
	const text = toText(value);
	return text?.trim() ? text : undefined;
}
