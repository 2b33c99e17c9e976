import { toText } from './values';
import { parseJson, type JsonObject, type JsonValue } from './json';

const MAX_LIST_LENGTH = 10_000;

/** Results of the post-call analysis with one name. */
interface Results {
	texts: string[];
	/** Whether there are values that aren't text, such as objects. */
	hasOthers: boolean;
}

/** Returns the results with a name, in any letter case, because users choose the names of their results. */
export function resultsOf(metadata: JsonObject, name: string): Results {
	return toResults(valuesOf(metadata, name));
}

/** Returns the categories in the results of the post-call analysis, without repeats. */
export function categoriesIn(metadata: JsonObject): Results {
	const lists = valuesOf(metadata, 'categories').map((value) =>
		typeof value === 'string' ? parseList(value) : value,
	);
	const { texts, hasOthers } = toResults([...valuesOf(metadata, 'category'), ...lists].flat());
	return { texts: uniqueTexts(texts), hasOthers };
}

function toResults(values: JsonValue[]): Results {
	return {
		texts: values.map(textOf).filter((text) => text !== undefined),
		hasOthers: values.some((value) => value !== null && toText(value) === undefined),
	};
}

/** Returns the texts among the values, trimmed and without repeats. */
export function uniqueTexts(values: JsonValue[]): string[] {
	const texts = values.map((value) => textOf(value)?.trim()).filter((text) => text !== undefined);
	return [...new Set(texts)];
}

function valuesOf(metadata: JsonObject, name: string): JsonValue[] {
	return Object.entries(metadata)
		.filter(([key]) => key.toLowerCase() === name)
		.map(([, value]) => value);
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
