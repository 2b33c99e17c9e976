import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

const DESCRIPTIONS = ['INodeProperties', 'INodeTypeDescription', 'Fields'];

/** Whether a node of the syntax tree describes parameters or fields. Nothing depends on these texts. */
function isDescription({ id, typeAnnotation, returnType }) {
	const annotation = id?.typeAnnotation ?? typeAnnotation ?? returnType;
	const type = annotation?.typeAnnotation ?? annotation;
	const name = (type?.elementType ?? type)?.typeName?.name;
	return DESCRIPTIONS.includes(name);
}

/** A plugin of Stryker: tells it what not to mutate. */
export const strykerPlugins = [
	declareValuePlugin(PluginKind.Ignore, 'descriptions', {
		shouldIgnore: ({ node }) =>
			isDescription(node) ? 'Describes parameters or fields' : undefined,
	}),
];
