export * from './dist/nodes/Oration/event';
export { OrationTrigger } from './dist/nodes/Oration/OrationTrigger.node';
export { OrationWebhookSecretApi } from './dist/credentials/OrationWebhookSecretApi.credentials';
