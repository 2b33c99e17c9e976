import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

export interface Item {
	context: IExecuteFunctions;
	index: number;
}

/** Returns the error of an item: what happened, and what to do. */
export function itemError({ context, index }: Item, message: string, description: string) {
	return new NodeOperationError(context.getNode(), message, { description, itemIndex: index });
}
