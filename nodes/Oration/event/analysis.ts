import { normalize, toText, trim } from './values';
import { parseJson, type JsonObject, type JsonValue } from './json';

const MAX_LIST_LENGTH = 10_000;
const SEPARATOR = /[,;、،；，\n\r]/;
/** As in `- Sales`, `* Sales` and `1. Sales`. */
const LIST_MARK = /^(?:[-*•]|\d{1,3}[.)])\s+/;

/** Returns the summary in the results of the post-call analysis, with a warning about what couldn't be read. */
export function summaryIn(metadata: JsonObject) {
	const warning = "The summary in 'postCallMetadata' isn't text.";
	const { texts, warnings } = readTexts(valuesOf(metadata, 'summary'), warning);
	return { value: texts[0] ?? null, warnings: texts.length > 0 ? [] : warnings };
}

/** Returns its categories without repeats, with a warning about what couldn't be read. */
export function categoriesIn(metadata: JsonObject) {
	const values = [...valuesOf(metadata, 'category'), ...valuesOf(metadata, 'categories')];
	const lists = values.map((value) => (typeof value === 'string' ? parseList(value) : value));
	const warning = "Some categories in 'postCallMetadata' aren't text.";
	const { texts, warnings } = readTexts(lists.flat(), warning);
	return { value: uniqueTexts(texts), warnings };
}

/** Reads text, or numbers and booleans as text. Blanks are left out. Others, such as objects, cause the warning. */
function readTexts(values: JsonValue[], warning: string) {
	const texts = values.flatMap((value) => toText(value) || []);
	const hasOthers = values.some((value) => value !== null && toText(value) === undefined);
	return { texts, warnings: hasOthers ? [warning] : [] };
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
function valuesOf(metadata: JsonObject, name: string): JsonValue[] {
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
