export * from './dist/nodes/Oration/event';
export { Oration } from './dist/nodes/Oration/Oration.node';
export { OrationApi } from './dist/credentials/OrationApi.credentials';
export { OrationTrigger } from './dist/nodes/Oration/OrationTrigger.node';
export { OrationWebhookSecretApi } from './dist/credentials/OrationWebhookSecretApi.credentials';
