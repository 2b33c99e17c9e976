import type { TranscriptTurn } from './fields';

export type Role = TranscriptTurn['role'];

/** The last words of labels. `Speaker 1` names no role. */
const ROLES = new Map<string, Role>([
	...['agent', 'assistant', 'bot', 'ai', 'representative', 'supervisor', 'operator'].map(
		(word) => [word, 'agent'] as const,
	),
	...['customer', 'user', 'caller', 'client', 'human'].map((word) => [word, 'customer'] as const),
	['speaker', 'other'],
]);
export const MAX_LABEL_LENGTH = 40;
/** As in `agent_1`, `Speaker 2` and `Speaker A`. */
const NUMBER = /(?<![\s_#-])(?:[\s_#-]*\d{1,3}|[\s_#-]+[A-Z])$/;

/** Returns the roles of the labels that name one. Beside another customer, `Human` is an agent who took over. */
export function rolesOf(labels: string[]): Map<string, Role> {
	const words = new Map([...new Set(labels)].map((label) => [label, roleWord(label)]));
	const hasCustomer = [...words.values()].some(
		(word) => word !== 'human' && ROLES.get(word ?? '') === 'customer',
	);
	return new Map(
		[...words].flatMap(([label, word]): Array<[string, Role]> => {
			const role = hasCustomer && word === 'human' ? 'agent' : ROLES.get(word ?? '');
			return role ? [[label, role]] : [];
		}),
	);
}

/** Returns the last word of a label if it names a role, and the label is one word or two or three capitalized ones. */
export function roleWord(label: string): string | undefined {
	if (label.length > MAX_LABEL_LENGTH) return undefined;
	const name = withoutParentheses(label).replace(NUMBER, '');
	const words = name.split(/\s+/);
	const isLabel =
		words.length === 1 || (words.length <= 3 && words.every((word) => /^\p{Lu}/u.test(word)));
	const word = name.toLowerCase().replace(/^.*[\s_-]/s, '');
	return isLabel && ROLES.has(word) ? word : undefined;
}

/** Removes what stands in parentheses after a label, such as a name. */
export const withoutParentheses = (label: string) => label.replace(/(?<!\s)\s*\([^()]*\)$/, '');

export function hasBothSides(roles: Map<string, Role>): boolean {
	const all = new Set(roles.values());
	return all.has('agent') && all.has('customer');
}
