import { isJsonObject, type JsonObject, type JsonValue } from '../event/json';
import { conversationIn } from './conversations';

/**
 * What became of an entry of a batch: the result that Oration gave, or the reason why there is none. Without a reason
 * it is not clear whether there is one.
 */
export type Outcome = { result: JsonObject } | { reason: string | undefined };

/** The fields by which a result is told to be that of an entry. */
const TELLING = ['agentId', 'conversationType', 'customerId', 'identifier'];

/**
 * Tells which result or error of `POST /conversations` belongs to which entry.
 *
 * The results are in the order of the entries, without those that ended in an error, and an error does not say which
 * entry it is about. So where not every entry has a result, the first entry that the next result cannot be of gets the
 * next error. If a result fits none of the entries, no error can be told to be of one either.
 */
export function outcomesOf(entries: JsonObject[], answer: JsonObject): Outcome[] {
	const results = listIn(answer.results).filter(isJsonObject);
	const reasons = listIn(answer.errors).map(reasonOf);
	const isComplete = results.length === entries.length && reasons.length === 0;
	const outcomes = entries.map((entry): Outcome => {
		const [next] = results;
		if (next === undefined || !(isComplete || isOf(next, entry))) {
			return { reason: reasons.shift() };
		}
		results.shift();
		return { result: next };
	});
	if (results.length === 0) return outcomes;
	return outcomes.map((outcome) => ('result' in outcome ? outcome : { reason: undefined }));
}

function isOf(result: JsonObject, entry: JsonObject): boolean {
	const conversation = conversationIn(result);
	const isAlike = (name: string, areAlike: (one: string, other: string) => boolean) => {
		const [sent, made] = [entry[name], conversation[name]];
		return typeof sent !== 'string' || typeof made !== 'string' || areAlike(sent, made);
	};
	return (
		isAlike('toPhoneNumber', areOneNumber) &&
		TELLING.every((name) => isAlike(name, (one, other) => one === other))
	);
}

/** Oration may write a number in another way than it was sent, with its country code for example. */
function areOneNumber(one: string, other: string): boolean {
	const [short = '', long = ''] = [one, other]
		.map((number) => number.replace(/\D/g, '').replace(/^0+/, ''))
		.sort((first, second) => first.length - second.length);
	return one === other || (short !== '' && long.endsWith(short));
}

function listIn(value: JsonValue | undefined): JsonValue[] {
	return Array.isArray(value) ? value : [];
}

function reasonOf(error: JsonValue): string {
	const reason = isJsonObject(error) ? (error.error ?? error.message) : error;
	return typeof reason === 'string' ? reason : 'It gave no reason.';
}
