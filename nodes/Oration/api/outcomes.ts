import { isJsonObject, type JsonObject, type JsonValue } from '../event/json';
import { conversationIn } from './conversations';

/** What became of an entry of a batch: the result that Oration gave, or the reason why there is none. */
export type Outcome = { result: JsonObject } | { reason: string };

const UNKNOWN =
	'The answer does not say what became of it. Look in Oration before you run this again.';
/** The fields by which a result is told to be that of an entry. */
const TELLING = ['agentId', 'conversationType', 'toPhoneNumber', 'customerId', 'identifier'];

/**
 * Tells which result or error of `POST /conversations` belongs to which entry.
 *
 * The results are in the order of the entries, without those that ended in an error, and an error does not say which
 * entry it is about. So where there are errors, the first entry that the next result cannot be of gets the next one.
 */
export function outcomesOf(entries: JsonObject[], answer: JsonObject): Outcome[] {
	const results = listIn(answer.results).filter(isJsonObject);
	const reasons = listIn(answer.errors).map(reasonOf);
	return entries.map((entry, index) => {
		const [next] = results;
		const entriesLeft = entries.length - index;
		const mustBeItsResult = next !== undefined && results.length >= entriesLeft;
		if (next !== undefined && (mustBeItsResult || isOf(next, entry) || reasons.length === 0)) {
			results.shift();
			return { result: next };
		}
		return { reason: reasons.shift() ?? UNKNOWN };
	});
}

function isOf(result: JsonObject, entry: JsonObject): boolean {
	const conversation = conversationIn(result);
	return TELLING.every((name) => {
		const [sent, made] = [entry[name], conversation[name]];
		return typeof sent !== 'string' || typeof made !== 'string' || bare(sent) === bare(made);
	});
}

/** Oration may write a phone number in another way than it was sent. */
const bare = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');

function listIn(value: JsonValue | undefined): JsonValue[] {
	return Array.isArray(value) ? value : [];
}

function reasonOf(error: JsonValue): string {
	const reason = isJsonObject(error) ? (error.error ?? error.message) : error;
	return typeof reason === 'string' ? reason : 'It gave no reason.';
}
