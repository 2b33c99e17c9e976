import { toList } from '../event/values';

export const OUTPUTS = ['simplified', 'full', 'selectedFields', 'raw'] as const;

/** What the node outputs of an event. */
export type Output = (typeof OUTPUTS)[number];

export interface OutputChoice {
	output: Output;
	/** The fields for `selectedFields`. Unknown names are ignored. */
	fields: readonly string[];
}

/** Reads the parameters. Each can be an expression, so each can have any type. */
export function readChoice(output: unknown, fields: unknown): OutputChoice {
	return {
		output: OUTPUTS.find((known) => known === output) ?? 'simplified',
		fields: toList(fields),
	};
}
