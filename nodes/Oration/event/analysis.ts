import { normalize, toText, trim } from './values';
import { parseJson, type JsonObject, type JsonValue } from './json';

const MAX_LIST_LENGTH = 10_000;
const SEPARATOR = /[,;、،；，\n\r]/;
/** As in `- Sales`, `* Sales` and `1. Sales`. */
const LIST_MARK = /^(?:[-*•]|\d{1,3}[.)])\s+/;

/** Results of the post-call analysis with one name. */
interface Results {
	texts: string[];
	/** Whether there are values that aren't text, such as objects. */
	hasOthers: boolean;
}

/** Returns the categories in the results of the post-call analysis, without repeats. */
export function categoriesIn(metadata: JsonObject): Results {
	const lists = valuesOf(metadata, 'categories').map((value) =>
		typeof value === 'string' ? parseList(value) : value,
	);
	const { texts, hasOthers } = toResults([...valuesOf(metadata, 'category'), ...lists].flat());
	return { texts: uniqueTexts(texts), hasOthers };
}

/** Reads results: text, or numbers and booleans as text. Blanks are left out. */
export function toResults(values: JsonValue[]): Results {
	const texts = values.map(toText);
	return {
		texts: texts.filter((text) => text !== undefined).filter((text) => text !== ''),
		hasOthers: texts.some((text, index) => text === undefined && values[index] !== null),
	};
}

/** Returns the texts without repeats. The first of those that differ only in case stays. */
export function uniqueTexts(texts: string[]): string[] {
	const seen = new Set<string>();
	return texts.filter((text) => {
		const isNew = !seen.has(normalize(text));
		seen.add(normalize(text));
		return isNew;
	});
}

/** Returns the results with a name, in any letter case, because users choose the names of their results. */
export function valuesOf(metadata: JsonObject, name: string): JsonValue[] {
	return Object.entries(metadata)
		.filter(([key]) => key.toLowerCase() === name)
		.map(([, value]) => value);
}

/** Reads a list: JSON, or text with separators or lines. Longer text isn't a list of categories, so it stays one value. */
function parseList(list: string): JsonValue {
	if (list.length > MAX_LIST_LENGTH) return list;
	const parsed = parseJson(list);
	if (Array.isArray(parsed)) return parsed;
	return list.split(SEPARATOR).map((line) => trim(line).replace(LIST_MARK, ''));
}
